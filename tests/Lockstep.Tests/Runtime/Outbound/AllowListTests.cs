using System.Net;
using System.Net.Sockets;
using Lockstep.Runtime.Outbound;

namespace Lockstep.Tests.Runtime.Outbound;

public sealed class AllowListTests
{
    private static readonly AllowList Nothing = new("");

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:80b::200e")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2002:808:808::1")]
    public void A_public_address_may_be_called(string address) =>
        Nothing.Allows("example.com", 443, IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("fd00:ec2::254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.0.170")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    public void A_special_address_may_not_be_called_in_any_form_that_leads_to_it(string address)
    {
        var inner = IPAddress.Parse(address);
        var bytes = inner.GetAddressBytes();
        var hex = $"{bytes[0]:x2}{bytes[1]:x2}:{bytes[2]:x2}{bytes[3]:x2}";
        string[] forms =
        [
            address, $"::ffff:{hex}", $"::{hex}", $"64:ff9b::{hex}", $"64:ff9b:1::{hex}", $"2002:{hex}::1", $"2a00:1450::5efe:{hex}",
            $"2a00:1450::200:5efe:{hex}",
        ];
        forms.Where(form => Nothing.Allows("example.com", 443, IPAddress.Parse(form))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:0:7f00:1")]
    [InlineData("64:ff9b:1::808:808")]
    [InlineData("100::1")]
    [InlineData("100:0:0:1::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    [InlineData("fe80::1")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("ff0e::1")]
    public void A_special_IPv6_address_may_not_be_called(string address) =>
        Nothing.Allows("example.com", 443, IPAddress.Parse(address)).ShouldBeFalse();

    [Fact]
    public void An_address_with_a_zone_may_not_be_called_even_when_it_is_listed()
    {
        var list = new AllowList("fe80::/10, 2606:4700::/32");
        list.Allows("example.com", 443, IPAddress.Parse("fe80::1")).ShouldBeTrue();
        list.Allows("example.com", 443, IPAddress.Parse("fe80::1%2")).ShouldBeFalse();
        list.Allows("example.com", 443, IPAddress.Parse("2606:4700::1%2")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("10.1.0.0/16", "erp.internal", 443, "10.1.200.3", true)]
    [InlineData("10.1.0.0/16", "erp.internal", 443, "10.2.0.1", false)]
    [InlineData("10.1.0.0/16", "erp.internal", 443, "::ffff:10.1.0.1", true)]
    [InlineData("10.1.0.0/16", "erp.internal", 443, "64:ff9b::a01:1", true)]
    [InlineData("64:ff9b:1::/48", "erp.internal", 443, "64:ff9b:1::7f00:1", false)]
    [InlineData("64:ff9b:1::/48", "erp.internal", 443, "64:ff9b:1::808:808", true)]
    [InlineData("192.168.1.5", "erp.internal", 443, "192.168.1.5", true)]
    [InlineData("192.168.1.5", "erp.internal", 443, "192.168.1.6", false)]
    [InlineData("fd00::/8", "erp.internal", 443, "fd12::1", true)]
    [InlineData("fd00::5", "erp.internal", 443, "fd00::5", true)]
    [InlineData("127.0.0.1:8173", "127.0.0.1", 8173, "127.0.0.1", true)]
    [InlineData("127.0.0.1:8173", "127.0.0.1", 8174, "127.0.0.1", false)]
    [InlineData("127.0.0.1:8173", "evil.example", 8173, "127.0.0.1", true)]
    [InlineData("[::1]:8173", "::1", 8173, "::1", true)]
    [InlineData("169.254.169.254", "metadata", 80, "169.254.169.254", true)]
    [InlineData("erp.internal:8443", "erp.internal", 8443, "10.9.9.9", true)]
    [InlineData("ERP.internal:8443", "erp.internal", 8443, "10.9.9.9", true)]
    [InlineData("erp.internal:8443", "erp.internal", 443, "10.9.9.9", false)]
    [InlineData("erp.internal:8443", "evil.internal", 8443, "10.9.9.9", false)]
    [InlineData("erp.internal:8443", "erp.internal.evil.example", 8443, "10.9.9.9", false)]
    [InlineData("erp.internal:8443", "erp.internal", 8443, "127.0.0.1", true)]
    [InlineData("erp.internal:8443", "erp.internal", 8443, "169.254.169.254", false)]
    [InlineData("erp.internal:8443", "erp.internal", 8443, "fd00:ec2::254", false)]
    [InlineData("erp.internal:8443", "erp.internal", 8443, "100.100.100.200", false)]
    [InlineData("erp.internal:8443", "erp.internal", 8443, "fe80::1", false)]
    [InlineData("erp.internal:8443", "erp.internal", 8443, "0.0.0.0", false)]
    [InlineData("bücher.internal:80", "xn--bcher-kva.internal", 80, "10.0.0.1", true)]
    public void What_is_listed_opens_what_it_says_and_no_more(string listed, string host, int port, string address, bool allowed) =>
        new AllowList(listed).Allows(host, port, IPAddress.Parse(address)).ShouldBe(allowed);

    [Theory]
    [InlineData("10.1/16")]
    [InlineData("10.1.0.1/16")]
    [InlineData("10.1.0.0/33")]
    [InlineData("10.1")]
    [InlineData("0x7f.1")]
    [InlineData("0x7f.0.0.1:80")]
    [InlineData("010.0.0.1")]
    [InlineData("erp.internal")]
    [InlineData("erp.internal:0")]
    [InlineData("erp.internal:65536")]
    [InlineData("erp.internal:-1")]
    [InlineData("https://erp.internal:443")]
    [InlineData("*.internal:443")]
    [InlineData("user@erp.internal:443")]
    [InlineData("fe80::1%2")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("[::1]")]
    [InlineData("*")]
    public void An_entry_that_could_be_misread_is_a_fault(string entry) => AllowList.Faults($"10.0.0.0/8, {entry}").ShouldBe([entry]);

    [Fact]
    public void Mapped_addresses_of_listed_ones_are_the_same_place() =>
        new AllowList("10.0.0.1")
            .Allows("a", 1, IPAddress.Parse("10.0.0.1").MapToIPv6())
            .ShouldBeTrue(AddressFamily.InterNetworkV6.ToString());
}
