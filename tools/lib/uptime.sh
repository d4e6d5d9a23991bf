# Sourced by tools/run: a clock that never goes back.
# shellcheck shell=bash

# Sets `uptime`, in hundredths of a second.
read_uptime() {
  read -r uptime _ </proc/uptime
  uptime=${uptime/./}
}
