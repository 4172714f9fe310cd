using System.Net;
using System.Net.Sockets;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>A mail server that takes a mail to its last line, and is gone before it says so.</summary>
[RunsOnEachStore]
public sealed class UnansweredMailTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private int _taken;

    public UnansweredMailTests() => _server.Start();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task An_answer_that_may_have_arrived_goes_out_twice_at_most_and_then_waits_for_a_person()
    {
        _ = ServeAsync();
        await using var app = await TestApp.StartAsync(builder =>
        {
            builder.Configuration["Mail:Host"] = "127.0.0.1";
            builder.Configuration["Mail:Port"] = $"{((IPEndPoint)_server.LocalEndpoint).Port}";
            builder.Configuration["Mail:StartTls"] = "false";
            builder.Configuration["Mail:From"] = "support@example.com";
            builder.Configuration["Support:Mail:Address"] = "support@example.com";
            builder.Configuration["Support:Mail:RetryDelay"] = "00:00:00.010";
        });
        var ticket = await app.PostAsync("/api/tickets", """{"requester":"ada@example.com","subject":"Where?"}""");
        (await app.PostAsync($"/api/tickets/{ticket.Body!["id"]}/comments", """{"body":"On its way."}""")).Status.ShouldBe(201);
        await TestApp.EventuallyAsync(
            async () => (await app.GetAsync("/api/tickets/mail/outgoing")).Items is [{ } mail] && (string?)mail["state"] is "aside",
            "it is put aside");
        ((string)(await app.GetAsync("/api/tickets/mail/outgoing")).Items[0]!["reason"]!).ShouldContain("may have taken");
        Volatile.Read(ref _taken).ShouldBe(2);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _server.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 ready");
            while (await reader.ReadLineAsync() is { } line && line is not ".")
            {
                var answer = line.Split(' ')[0] switch { "DATA" => "354 go on", "EHLO" or "MAIL" or "RCPT" => "250 fine", _ => null };
                await (answer is null ? Task.CompletedTask : writer.WriteLineAsync(answer));
            }

            Interlocked.Increment(ref _taken);
        }
    }
}
