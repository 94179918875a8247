"""The kernel's TCP in a network namespace of its own, 10.9.0.1, whose only wire is this process: packets and calls come in
as lines of JSON, packets and what became of the calls go out. To be run by `unshare -n`."""

import errno
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000
TCP_INFO_FIELDS = {"rto": 8, "ssthresh": 76, "cwnd": 80}
lock = threading.Lock()


def tell(**what):
    with lock:
        print(json.dumps({"at": time.monotonic() * 1000, **what}), flush=True)


def write(path, value):
    with open(f"/proc/sys/net/ipv4/{path}", "w") as file:
        file.write(str(value))


def call(order, sockets):
    name = order["connect"]
    tell(called=name)
    program = sockets[name] = socket.socket()
    program.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")
    program.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    program.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0 if order.get("nagle") else 1)
    try:
        if "from" in order:
            program.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            program.bind(("10.9.0.1", order["from"]))
        program.connect((order["address"], 80))
        if order["octets"]:
            program.sendall(bytes(order["octets"]))
        program.recv(1)
        tell(ended=name, error=None)
    except OSError as error:
        tell(ended=name, error=errno.errorcode[error.errno])


def main():
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"wire", IFF_TUN | IFF_NO_PI))
    for words in ("addr add 10.9.0.1/16 dev wire", "link set wire up", "link set lo up"):
        subprocess.run(["ip", *words.split()], check=True)
    write("tcp_no_metrics_save", 1)
    write("tcp_fastopen", 3)
    write("conf/all/accept_local", 1)

    def packets():
        while True:
            packet = os.read(tun, 65536)
            if packet[0] >> 4 == 4:
                tell(packet=packet.hex())

    threading.Thread(target=packets, daemon=True).start()
    sockets = {}
    tell(ready=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "packet" in order:
            os.write(tun, bytes.fromhex(order["packet"]))
        elif "connect" in order:
            threading.Thread(target=call, args=(order, sockets), daemon=True).start()
        elif "listen" in order:
            if "listener" not in sockets:
                listener = sockets["listener"] = socket.create_server(("10.9.0.1", order["listen"]))
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 16)
        elif "set" in order:
            write(order["set"], order["value"])
        elif "sysctl" in order:
            with open(f"/proc/sys/net/ipv4/{order['sysctl']}") as file:
                tell(sysctl=order["sysctl"], value=file.read().split()[0])
        elif "info" in order:
            info = sockets[order["info"]].getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
            tell(info=order["info"], **{name: struct.unpack_from("I", info, at)[0] for name, at in TCP_INFO_FIELDS.items()})


main()
