"""`python -m pyodide_app`."""

import sys

from pyodide_app.cli import main

sys.exit(main())
