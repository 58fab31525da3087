#!/usr/bin/env bash
# Test on several processes of one machine, or of NNODES machines.
# usage: tools/dist_test.sh CONFIG CHECKPOINT PROCESSES [options of tools/test.py]
# CHECKPOINT is '' for a model that needs none, such as configs/floor/floor.py.
set -euo pipefail
here=$(dirname "$0")
[ $# -ge 3 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
exec "${TORCHRUN:-torchrun}" --nnodes "${NNODES:-1}" --node_rank "${NODE_RANK:-0}" \
    --master_addr "${MASTER_ADDR:-127.0.0.1}" --master_port "${PORT:-29500}" \
    --nproc_per_node "$3" "$here/test.py" "$1" "$2" --launcher pytorch "${@:4}"
