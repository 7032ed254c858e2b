"""Reading of scans and photographs: the way from pixels to lines, offline, with every doubtful page named."""
