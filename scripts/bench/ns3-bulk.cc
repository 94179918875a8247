// The bulk flow of simulator.ts in ns-3: two nodes, 100 Mbit/s x 10 ms, a queue of 100 packets, CUBIC, 1 MiB buffers.
// Prints the packets that both links have carried, the events, the octets received and the processor's seconds.
#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include <cstdlib>
#include <ctime>
#include <iostream>

using namespace ns3;

static uint64_t packets = 0;
static void Sent(Ptr<const Packet>) { packets++; }

int main(int argc, char* argv[])
{
    double seconds = argc > 1 ? atof(argv[1]) : 20;
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpCubic::GetTypeId()));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 20));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 20));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    NodeContainer nodes;
    nodes.Create(2);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    link.SetChannelAttribute("Delay", StringValue("10ms"));
    link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("100p"));
    NetDeviceContainer devices = link.Install(nodes);
    InternetStackHelper().Install(nodes);
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
    for (uint32_t i = 0; i < 2; i++)
    {
        devices.Get(i)->TraceConnectWithoutContext("PhyTxBegin", MakeCallback(&Sent));
    }
    BulkSendHelper source("ns3::TcpSocketFactory", InetSocketAddress(interfaces.GetAddress(1), 80));
    source.SetAttribute("SendSize", UintegerValue(65536));
    source.Install(nodes.Get(0)).Start(Seconds(0));
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), 80));
    ApplicationContainer sinks = sink.Install(nodes.Get(1));
    Simulator::Stop(Seconds(seconds));
    clock_t begin = clock();
    Simulator::Run();
    double used = double(clock() - begin) / CLOCKS_PER_SEC;
    uint64_t received = DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx();
    std::cout << packets << " " << Simulator::GetEventCount() << " " << received << " " << used << std::endl;
    Simulator::Destroy();
    return 0;
}
