"""Transfers of this machine's kernel over a way that loses packets, in a network namespace of its own.

    unshare -n python3 lossy_way.py ALGORITHM OCTETS TRANSFERS DELAY LOSS SEED

A TUN's packets come back to it after DELAY milliseconds with their ends swapped, which no checksum notices, unless they are
lost (LOSS of 1). So both ends of each connection are this kernel's: 10.9.0.1 and, as it seems to it, 10.9.0.2. All transfers
run at once. Prints, as JSON, how many milliseconds each took from its opening until all of it was acknowledged.
"""

import errno
import fcntl
import heapq
import json
import os
import random
import select
import socket
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
SIOCOUTQ = 0x5411
OWN, OTHER, PORT = "10.9.0.1", "10.9.0.2", 8080
LONGEST = 120


def open_tun():
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"way", IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "addr", "add", f"{OWN}/24", "dev", "way"], check=True)
    subprocess.run(["ip", "link", "set", "way", "up"], check=True)
    # What one connection has learnt must not help the next.
    with open("/proc/sys/net/ipv4/tcp_no_metrics_save", "w") as setting:
        setting.write("1")
    return tun


def carry(tun, delay, loss, chance):
    """The way: until its process is ended."""
    under_way, number = [], 0
    while True:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select([tun], [], [], wait)
        now = time.monotonic()
        while under_way and under_way[0][0] <= now:
            os.write(tun, heapq.heappop(under_way)[2])
        for _ in range(64 if readable else 0):
            try:
                packet = os.read(tun, 65536)
            except OSError as error:
                if error.errno != errno.EAGAIN:
                    raise
                break
            if packet[0] >> 4 != 4 or chance.random() < loss:
                continue
            number += 1
            heapq.heappush(under_way, (now + delay, number, packet[:12] + packet[16:20] + packet[12:16] + packet[20:]))


def transfers(algorithm, octets, count):
    listener = socket.create_server((OWN, PORT), backlog=count)
    listener.setblocking(False)
    piece = bytes(65536)
    begun, left, took, readers = {}, {}, {}, []
    for _ in range(count):
        sender = socket.socket()
        sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, algorithm.encode())
        sender.setblocking(False)
        sender.connect_ex((OTHER, PORT))
        left[sender] = octets
    end = time.monotonic() + LONGEST
    while len(took) < count and time.monotonic() < end:
        senders = [sender for sender in left if left[sender] > 0]
        readable, writable, _ = select.select([listener, *readers], senders, [], 0.001)
        for reader in readable:
            if reader is listener:
                readers.append(listener.accept()[0])
            else:
                reader.recv(1 << 20)
        for sender in writable:
            begun.setdefault(sender, time.monotonic())
            try:
                left[sender] -= sender.send(piece[: left[sender]])
            except BlockingIOError:
                pass
        for sender in left:
            if left[sender] == 0 and sender not in took:
                if struct.unpack("i", fcntl.ioctl(sender, SIOCOUTQ, bytes(4)))[0] == 0:
                    took[sender] = 1000 * (time.monotonic() - begun[sender])
    if len(took) < count:
        raise SystemExit(f"{count - len(took)} of {count} transfers had not ended after {LONGEST} s")
    return sorted(took.values())


def main():
    algorithm, octets, count, delay, loss, seed = sys.argv[1:]
    tun = open_tun()
    way = os.fork()
    if way == 0:
        carry(tun, float(delay) / 1000, float(loss), random.Random(int(seed)))
    try:
        print(json.dumps(transfers(algorithm, int(octets), int(count))))
    finally:
        os.kill(way, 9)


main()
