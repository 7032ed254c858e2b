"""What is kept: models, migrations, queries, the archive of originals."""
