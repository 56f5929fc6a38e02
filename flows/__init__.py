"""When and where: Prefect flows, command line and settings."""
