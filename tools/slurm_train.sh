#!/usr/bin/env bash
# Train through Slurm, one task a GPU.
# usage: GPUS=8 tools/slurm_train.sh PARTITION JOB_NAME CONFIG [options of tools/train.py]
set -euo pipefail
here=$(dirname "$0")
[ $# -ge 3 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
gpus=${GPUS:-8}
per_node=${GPUS_PER_NODE:-$(( gpus < 8 ? gpus : 8 ))}
# SRUN_ARGS is a list of words on purpose.
# shellcheck disable=SC2086
exec srun -p "$1" --job-name="$2" --gres=gpu:"$per_node" --ntasks="$gpus" \
    --ntasks-per-node="$per_node" --cpus-per-task="${CPUS_PER_TASK:-4}" \
    --kill-on-bad-exit=1 ${SRUN_ARGS:-} \
    python -u "$here/train.py" "$3" --launcher slurm "${@:4}"
