"""The only code that touches disk, database, network and fonts: one module per outside thing."""
