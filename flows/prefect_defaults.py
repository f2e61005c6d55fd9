"""What Prefect finds in the environment when it is imported: import this module first."""

from __future__ import annotations

import os

# Only as defaults: no telemetry of any kind, a server of its own where none
# is configured, and time for that server to start on a busy machine (20 s is Prefect's own limit; seen: 25).
for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}.items():
    os.environ.setdefault(_name, _value)
