"""What can go wrong when the mock gateway starts or reads its state; each text says what to do."""


class GatewayError(Exception):
    """Base of the mock gateway's own errors; its text is one line for a person."""


class PortBusyError(GatewayError):
    """The port asked for is taken or may not be opened."""


class StateFileError(GatewayError):
    """The state file cannot be read or written."""


class StateFileBusyError(StateFileError):
    """Another gateway holds the state file."""
