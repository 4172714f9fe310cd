using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace Lockstep.Conformance.Support;

/// <summary>A mail as it arrived.</summary>
internal sealed record ArrivedMail(string From, IReadOnlyList<string> To, string Subject, string Text, bool Encrypted)
{
    public string? MessageId { get; init; }

    public string? InReplyTo { get; init; }

    public string? References { get; init; }

    /// <summary>What its head says of who sent it.</summary>
    public string? Sender { get; init; }

    /// <summary>All of it, head and body.</summary>
    public string Raw { get; init; } = "";
}

/// <summary>aiosmtpd on a free port of the loopback, with the Python that its package belongs to.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Process _process;

    private readonly Channel<string> _arrived = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private MailServer(Process process, int port)
    {
        (_process, Port) = (process, port);
        _reading = Task.Run(ReadAsync);
    }

    public int Port { get; }

    /// <param name="arguments">Certificate, key, user and password, to want STARTTLS and a sign-in; nothing for neither.</param>
    public static async Task<MailServer> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Support", "mail_server.py"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var ready = await Eventually.EndsAsync(process.StandardOutput.ReadLineAsync(), "the mail server is not ready");
        ready.ShouldNotBeNull("python3-aiosmtpd is missing? ./test installs it").ShouldStartWith("ready ");
        return new MailServer(process, int.Parse(ready["ready ".Length..], CultureInfo.InvariantCulture));
    }

    /// <summary>How many mails have arrived and were not asked for.</summary>
    public int Waiting => _arrived.Reader.Count;

    /// <summary>The next mail that arrives.</summary>
    public async Task<ArrivedMail> NextAsync()
    {
        var line = await Eventually.EndsAsync(_arrived.Reader.ReadAsync().AsTask(), "no mail arrived");
        return JsonSerializer.Deserialize<ArrivedMail>(line, Json)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            await _arrived.Writer.WriteAsync(line);
        }
    }
}
