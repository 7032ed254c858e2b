"""What pages show, shaped for their templates: frozen values, one module a group of pages."""
