"""What the engine says when it cannot do something. Every message is one line that tells what to do."""


class EngineError(Exception):
    """Base of all errors the engine raises on purpose; its text may be shown to a person."""


class ModelError(EngineError):
    """A model or its file cannot be used: unknown name, wrong digest, damaged weights."""


class CheckpointError(ModelError):
    """A checkpoint file was refused; the message names the offending global, field or size."""


class RecipeError(EngineError):
    """A recipe cannot be read or does not fit the model at hand."""


class RenderError(EngineError):
    """A picture could not be rendered."""


class QueueFull(RenderError):
    """Too many pictures are waiting; try again shortly."""


class Superseded(RenderError):
    """A newer request of the same session took this one's place before it was drawn."""


class DeadlinePassed(RenderError):
    """The picture was not ready within the time that its asker could wait."""


class PictureError(EngineError):
    """A picture file cannot be read or made: not a picture, damaged, too large, unknown format."""
