"""The engine: pages in, ranked passages out. Knows nothing of HTTP."""

import os

# Read when they are first imported: ONNX Runtime (from 1.29 on) and the model hub's client would
# otherwise report to their makers that they are used, and where.
for _variable in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY"):
    os.environ.setdefault(_variable, "1")
