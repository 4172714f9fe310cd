using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>A mail server that takes each mail to its last line, and may be gone before it says so.</summary>
/// <param name="answers">Whether it says so.</param>
internal sealed class ScriptedPost(bool answers = true) : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _taken = new();

    /// <summary>What it took, head and all.</summary>
    public IReadOnlyCollection<string> Taken => _taken;

    /// <summary>An app that sends by it.</summary>
    public Task<TestApp> SendAsync()
    {
        _server.Start();
        _ = ServeAsync();
        return TestApp.StartAsync(builder =>
        {
            builder.Configuration["Mail:Host"] = "127.0.0.1";
            builder.Configuration["Mail:Port"] = $"{((IPEndPoint)_server.LocalEndpoint).Port}";
            builder.Configuration["Mail:StartTls"] = "false";
            builder.Configuration["Mail:From"] = "support@example.com";
            builder.Configuration["Support:Mail:Address"] = "support@example.com";
            builder.Configuration["Support:Mail:RetryDelay"] = "00:00:00.010";
        });
    }

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _server.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 ready");
            var mail = new StringBuilder();
            while (await reader.ReadLineAsync() is { } line && line is not "QUIT")
            {
                if (line is ".")
                {
                    _taken.Enqueue(mail.ToString());
                    if (!answers)
                    {
                        break;
                    }
                }

                mail.AppendLine(line);
                var answer = line.Split(' ')[0] switch
                {
                    "DATA" => "354 go on", "EHLO" or "MAIL" or "RCPT" or "." => "250 fine", _ => null,
                };
                await (answer is null ? Task.CompletedTask : writer.WriteLineAsync(answer));
            }
        }
    }
}
