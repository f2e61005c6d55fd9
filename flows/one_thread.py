"""Keep numpy to one thread; whatever imports the pipeline imports this first.

The line tagger multiplies many small matrices: handing each to a second thread takes five times as long
(15 to 77 ms a page on two busy cores). Publishing runs on all cores by processes instead.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
