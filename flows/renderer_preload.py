"""Import the renderer, and what a worker does with it, for the processes to come.

Where a native library is missing, WeasyPrint says so at length and its import fails with an OSError, which
would end the process that workers are forked from. The workers that render meet it themselves, and no other
needs the renderer.
"""

import gc
from contextlib import redirect_stdout, suppress
from io import StringIO

gc.disable()  # modules are no garbage: to look for some while they are imported takes a twentieth of the time

from flows import leaflet_worker  # noqa: E402, F401 (each worker would import it)
from flows.renderer import renderer  # noqa: E402

with suppress(OSError), redirect_stdout(StringIO()):
    renderer()
gc.freeze()
gc.enable()
