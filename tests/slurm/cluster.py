"""A SLURM of one node on this machine, in a private folder and on ports of its own.

`python3 cluster.py FOLDER CPUS` starts munged, slurmctld and slurmd in the background and says "ready" on standard output. When
its standard input is closed, also because whoever started it was killed, it takes all of them down, jobs included, and removes the
folder. Its standard output is closed when that is done.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "scontrol", "sinfo", "squeue", "scancel")

CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/run/munge.socket,cred_expire=5
CredType=cred/munge
MpiDefault=pmix
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SlurmdParameters=config_overrides
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/slurmd.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.log
SlurmctldPort={controller_port}
SlurmdPort={daemon_port}
SchedulerParameters=bf_interval=1,sched_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobRequeue=1
KillWait=30
MinJobAge=3600
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} Boards=1 SocketsPerBoard=1 CoresPerSocket={cpus} ThreadsPerCore=1 RealMemory=4000 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def search_path():
    return f"{os.environ['PATH']}:/usr/sbin:/sbin"


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def configure(folder, cpus):
    folder.chmod(0o755)
    for name, mode in ("run", 0o755), ("log", 0o755), ("munge", 0o700), ("state", 0o700), ("spool", 0o700):
        (folder / name).mkdir()
        (folder / name).chmod(mode)
    key = folder / "munge/key"
    key.touch(mode=0o600)
    key.write_bytes(secrets.token_bytes(128))
    controller_port, daemon_port = free_ports(2)
    text = CONFIGURATION.format(folder=folder, cpus=cpus, host=socket.gethostname().split(".")[0], user=pwd.getpwuid(os.geteuid()).pw_name,
                                controller_port=controller_port, daemon_port=daemon_port)
    (folder / "slurm.conf").write_text(text)
    # Under /tmp the same job number of a cluster that was killed may have left one, and srun would not start.
    (folder / "mpi.conf").write_text(f"PMIxCliTmpDirBase={folder}/run\n")


class Cluster:
    def __init__(self, folder, cpus):
        self.folder = folder
        configure(folder, cpus)
        self.environment = dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"), PATH=search_path())

    def ask(self, *command):
        """Standard output of a client command; nothing if it fails."""
        done = subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return done.stdout.strip()

    def start(self):
        munge = [f"--{name}-file={self.folder}/munge/{name}" for name in ("key", "pid", "log", "seed")]
        for command in ["munged", f"--socket={self.folder}/run/munge.socket", *munge], ["slurmctld"], ["slurmd"]:
            with open(self.folder / "log/start", "a") as log:
                subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True)
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            if self.ask("sinfo", "-h", "-o", "%T") == "idle":
                return
            time.sleep(0.2)
        raise RuntimeError("the node did not become idle")

    def stop(self):
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            jobs = self.ask("squeue", "-h", "-o", "%A").split()
            if not jobs:
                break
            self.ask("scancel", "--quiet", *jobs)
            listed = [int(line.split()[0]) for line in self.ask("scontrol", "listpids").splitlines()[1:]]
            for pid in listed:  # without waiting for KillWait
                if pid > 1:  # -1 stands for none
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)
        for name in "run/slurmd.pid", "run/slurmctld.pid", "munge/pid":
            stop_process(self.folder / name)


def is_alive(pid):
    """A zombie that nobody has waited for is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def stop_process(pid_file):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
        pid = int(pid_file.read_text())
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 100
        while time.monotonic() < deadline:
            if not is_alive(pid):
                return
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)


def main():
    folder, cpus = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    # Out of reach of whoever signals or kills the tree of processes or the terminal that the tests belong to.
    if os.fork():
        os._exit(0)
    os.setsid()
    cluster = Cluster(folder, cpus)
    try:
        cluster.start()
        os.write(1, b"ready\n")
        sys.stdin.read()
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        logs = [f"{log}:\n{log.read_text()}" for log in folder.glob("log/*")]
        os.write(1, "\n".join([str(error), *logs]).encode())
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
