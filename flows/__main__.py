"""Starts the command line; processes that it starts import this module too, so it holds nothing."""


def main() -> None:
    """Run the command that the arguments name."""
    from flows.command_line import main as command

    command()


if __name__ == "__main__":
    main()
