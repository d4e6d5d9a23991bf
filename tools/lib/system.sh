#!/usr/bin/env bash
# tools/test --system NAME: a bare system in a folder, the two commands of README.md in it, and nothing left afterwards.
#
# What is mounted is mounted in a mount namespace, and what is started runs in a process namespace. Both end with their first
# process, and that with this script, however it ends: nothing outside ever sees a mount.
set -euo pipefail
root=$(CDPATH="" cd -- "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

usage() {
  cat <<'TEXT'
usage: tools/test --system debian12|debian13 [--folder DIR] [--keep] [--mirror URL] [arguments of tools/test]

Bootstraps a bare Debian in a folder, clones this checkout into it and runs there, as root, the two commands of README.md:
tools/run input/quickstart.toml, then tools/test with the arguments that are left (--quick, -L mpi, ...), which says what failed and
what was skipped and why. Last comes how long each took; a warning of a compiler is a failure, too. Then removes the folder.
Only what is committed is tested.

  --folder DIR    a folder to use, absent or empty, for 6 GB (default: a new one in $TMPDIR or /tmp)
  --keep          leave the system behind; the next run with its --folder builds on it, so is not on a bare system
  --mirror URL    where Debian's packages come from (default: the Debian archive in this machine's configuration of apt,
                  with apt's proxy)

Needs root, namespaces (unshare) and debootstrap, which it installs where apt-get can. Ends with 0 if all went well, 1 if
something failed, 2 for wrong usage, 77 if this machine cannot do it.
TEXT
}
say() { echo "system: $1" >&2; }
fail() { say "error: $1"; exit "${2:-1}"; }

# --- In the namespaces -----------------------------------------------------------------------------------------------------

# Nothing of the machine's own is mounted, so nothing of it can be lost: /dev holds what debootstrap made.
mount_kernel_file_systems() {
  # The root of a chroot must be a mount point: else unshare refuses to work in it, and with it the tests of full disks.
  mount --bind "$folder" "$folder"
  mount -t proc none "$folder/proc"
  mount -t sysfs -o ro none "$folder/sys" # where Open MPI counts the cores
  mount -t tmpfs -o mode=1777 none "$folder/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=666 none "$folder/dev/pts"
}

bootstrap() {
  say "bootstrapping Debian $suite from $mirror"
  debootstrap --variant=minbase --include=ca-certificates,git "$suite" "$folder" "$mirror" >"$folder.bootstrap.log" 2>&1 || {
    tail -n 20 "$folder.bootstrap.log" "$folder/debootstrap/debootstrap.log" >&2 || true
    fail "debootstrap could not make $suite from $mirror"
  }
  apt_settings >"$folder/etc/apt/apt.conf.d/90system-of-the-host"
  # As in Debian's container images: what is thrown away afterwards need not reach the disk.
  echo force-unsafe-io >"$folder/etc/dpkg/dpkg.cfg.d/unsafe-io"
  cp /etc/resolv.conf /etc/hosts "$folder/etc/"
}

inside() {
  chroot "$folder" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    "${proxies[@]}" bash -c 'cd /srv/kapitza && exec "$@"' bash "$@" </dev/null
}

stage() { # what it is, command...
  local what=$1 start=$SECONDS code=0
  shift
  say "$what"
  inside "$@" 2>&1 | tee -a "$log" || code=$?
  stages+=("$(printf '%6d s, exit code %d, load %s: %s' $((SECONDS - start)) "$code" "$(cut -d' ' -f1 /proc/loadavg)" "$what")")
  return "$code"
}

run_inside() {
  local code=0 warnings stages=() proxies=() log=$folder.log
  mapfile -t proxies < <(env | grep -iE '^(https?|ftp|no)_proxy=' || true)
  : >"$log"
  local began=$SECONDS
  if [[ -e $folder/$marker.ready ]]; then
    say "using the system in $folder"
  else
    bootstrap
    touch "$folder/$marker.ready"
  fi
  stages+=("$(printf '%6d s: bare system' $((SECONDS - began)))")
  mount_kernel_file_systems

  if [[ -d $folder/srv/kapitza ]]; then
    say "an earlier run has used this system: it is not bare"
    git -C "$folder/srv/kapitza" fetch -q "$root" HEAD
    git -C "$folder/srv/kapitza" reset -q --hard FETCH_HEAD
  else
    git clone -q --no-hardlinks "$root" "$folder/srv/kapitza"
  fi

  rm -f "$folder"/srv/kapitza/quickstart.*
  stage "tools/run input/quickstart.toml" tools/run input/quickstart.toml || code=1
  for file in quickstart.h5 quickstart.png quickstart.pdf; do
    [[ -s $folder/srv/kapitza/$file ]] || { say "tools/run left no $file"; code=1; }
  done
  stage "tools/test $*" tools/test "$@" || code=1
  # Of compiler and linker; packages that are being installed warn, too.
  warnings=$(grep -E '(^[^ ]+:[0-9]+:|^(.*[/-])?(cc1|cc1plus|c\+\+|g\+\+|ld|lto1):).* warning: ' "$log" | sort | uniq -c || true)

  {
    printf '\n%s, revision %s, %s cores\n' "$name" "$(git -C "$folder/srv/kapitza" rev-parse --short=12 HEAD)" "$(nproc)"
    printf '%s\n' "${stages[@]}"
    if [[ -n $warnings ]]; then printf 'FAILED: compiled with warnings\n%s\n' "$warnings"; fi
  } >&2
  [[ -z $warnings ]] || code=1
  return "$code"
}

# --- What this machine says ------------------------------------------------------------------------------------------------

# apt's own settings for reaching archives, proxies among them.
apt_settings() { apt-config dump 2>/dev/null | grep -E '^Acquire::(http|https|Retries|Check-)' || true; }

# shellcheck disable=SC2016
debian_archive() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null | head -n 1; }

install_debootstrap() {
  ! command -v debootstrap >/dev/null || return 0
  command -v apt-get >/dev/null || return 1
  say "installing debootstrap"
  apt-get -qq update </dev/null >&2 &&
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends debootstrap </dev/null >&2
}

# --- From the start --------------------------------------------------------------------------------------------------------

name=${1:-}
case $name in
  debian12) suite=bookworm ;;
  debian13) suite=trixie ;;
  -h | --help) usage; exit 0 ;;
  *) fail "--system: found '$name', allowed are debian12 and debian13 (tools/test --system --help)" 2 ;;
esac
shift
folder="" keep=false mirror="" marker=.kapitza-system
while (($#)); do
  case $1 in
    --folder | --mirror)
      (($# > 1)) || fail "$1 needs a value (tools/test --system --help)" 2
      case $1 in
        --folder) folder=$2 ;;
        --mirror) mirror=$2 ;;
      esac
      shift
      ;;
    --keep) keep=true ;;
    -h | --help) usage; exit 0 ;;
    *) break ;;
  esac
  shift
done

mounts=$(readlink /proc/self/ns/mnt)
if [[ ${KAPITZA_OUTER_MOUNTS:-} ]]; then
  [[ $KAPITZA_OUTER_MOUNTS != "$mounts" && $$ == 1 ]] || fail "no namespaces of its own: nothing is mounted here"
  unset KAPITZA_OUTER_MOUNTS
  run_inside "$@"
  exit
fi

((EUID == 0)) || fail "not root, who alone can bootstrap a system: $name was NOT tested" 77
namespaces=(setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child)
"${namespaces[@]}" true 2>/dev/null || fail "no mount and process namespaces here (unshare): $name was NOT tested" 77
install_debootstrap || fail "debootstrap is not installed and cannot be installed here: $name was NOT tested" 77
[[ -n $mirror ]] || mirror=$(debian_archive)
[[ -n ${http_proxy:-} ]] || eval "$(apt-config shell http_proxy Acquire::http::Proxy 2>/dev/null)"
[[ -z ${http_proxy:-} ]] || export http_proxy # debootstrap does not ask apt
[[ -n $mirror ]] || fail "this machine's apt knows no archive of Debian: give one with --mirror URL; $name was NOT tested" 77

if [[ -z $folder ]]; then
  folder=$(mktemp -d)
elif [[ -e $folder/$marker ]]; then
  [[ $(cat "$folder/$marker") == "$name" ]] || fail "--folder: found a system $(cat "$folder/$marker") in $folder, wanted is $name" 2
elif [[ -e $folder && (! -d $folder || -n $(ls -A "$folder" 2>/dev/null)) ]]; then
  fail "--folder: found something in $folder that is not a system of ours; allowed is a folder that is absent or empty" 2
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
namespace=""
# shellcheck disable=SC2317
clean_up() {
  trap '' INT TERM HUP
  if [[ -n $namespace ]]; then
    kill -KILL "$namespace" 2>/dev/null || true
    wait "$namespace" 2>/dev/null || true
  fi
  if $keep; then
    say "kept: $folder, and what was said in $folder.log (nothing is mounted; remove it with rm -rf)"
    return
  fi
  # What was just killed may still be writing.
  for _ in 1 2 3 4 5 6 7 8 9; do
    if rm -rf --one-file-system "$folder" "$folder.log" "$folder.bootstrap.log" 2>/dev/null; then return; fi
    sleep 1
  done
  rm -rf --one-file-system "$folder" "$folder.log" "$folder.bootstrap.log"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

chmod 755 "$folder" # apt leaves root's rights to fetch packages
echo "$name" >"$folder/$marker"
[[ -z $(git -C "$root" status --porcelain --untracked-files=no) ]] || say "changes that are not committed are NOT tested"

KAPITZA_OUTER_MOUNTS=$mounts "${namespaces[@]}" bash "${BASH_SOURCE[0]}" "$name" --folder "$folder" --mirror "$mirror" "$@" &
namespace=$!
code=0
wait "$namespace" || code=$?
namespace=""
exit "$code"
