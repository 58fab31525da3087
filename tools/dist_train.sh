#!/usr/bin/env bash
# Train on several processes of one machine, or of NNODES machines.
# usage: tools/dist_train.sh CONFIG PROCESSES [options of tools/train.py]
set -euo pipefail
here=$(dirname "$0")
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
exec "${TORCHRUN:-torchrun}" --nnodes "${NNODES:-1}" --node_rank "${NODE_RANK:-0}" \
    --master_addr "${MASTER_ADDR:-127.0.0.1}" --master_port "${PORT:-29500}" \
    --nproc_per_node "$2" "$here/train.py" "$1" --launcher pytorch "${@:3}"
