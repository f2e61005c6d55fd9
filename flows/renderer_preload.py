"""Import the renderer, and what a worker does with it, for the processes to come.

Where a native library is missing, WeasyPrint says so at length and its import fails with an OSError, which
would end the process that workers are forked from. The workers that render meet it themselves, and no other
needs the renderer.
"""

from contextlib import redirect_stdout, suppress
from importlib import import_module
from io import StringIO

from flows import leaflet_worker  # noqa: F401 (each worker would import it)
from flows.forkserver import RENDERER

with suppress(OSError), redirect_stdout(StringIO()):
    import_module(RENDERER)
