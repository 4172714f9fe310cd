using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Lockstep.Conformance.Support;

/// <summary>A mail as it lies in the box.</summary>
internal sealed record LyingMail(string MessageId, bool IsSeen, bool IsFlagged, IReadOnlyList<string> Keywords);

/// <summary>Dovecot on a free port of the loopback, with its own settings and mails in a folder that goes with it.</summary>
internal sealed class ImapServer : IAsyncDisposable
{
    public const string User = "support";
    public const string Password = "secret-of-the-box";
    public const string Address = "support@example.com";

    private readonly TempFolder _folder;
    private readonly Process _process;

    private ImapServer(TempFolder folder, Process process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    public static async Task<ImapServer> StartAsync()
    {
        var folder = new TempFolder();
        var port = Ports.Free();

        // The server runs as somebody who may do nothing else, where the tests are root.
        var isRoot = Environment.UserName is "root";
        var (user, group) = isRoot ? ("nobody", "nogroup") : (Environment.UserName, await GroupAsync());
        if (isRoot && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        }

        var settings = folder.File("dovecot.conf");
        await File.WriteAllTextAsync(settings, Settings(folder.Path, port, user, group));
        string[] server = ["/usr/sbin/dovecot", "-F", "-c", settings];
        var start = isRoot
            ? new ProcessStartInfo("setpriv", [$"--reuid={user}", $"--regid={group}", "--clear-groups", .. server])
            : new ProcessStartInfo(server[0], server[1..]);
        (start.UseShellExecute, start.RedirectStandardError) = (false, true);
        var process = Process.Start(start) ?? throw new InvalidOperationException("dovecot is missing? ./test installs it");
        process.BeginErrorReadLine();
        var started = new ImapServer(folder, process, port);
        await Eventually.HoldsAsync(started.AnswersAsync);
        return started;
    }

    /// <summary>What leads a process to the box and to the server that takes its answers, as sections of <c>lockstep.json</c>.</summary>
    public JsonObject SettingsOf(MailServer mail) => new()
    {
        ["Mail"] = new JsonObject { ["Host"] = "localhost", ["Port"] = mail.Port, ["StartTls"] = false, ["From"] = "lockstep@example.com" },
        ["Support"] = new JsonObject
        {
            ["Mail"] = new JsonObject
            {
                ["ImapHost"] = "localhost", ["ImapPort"] = Port, ["ImapSecurity"] = "none", ["ImapUser"] = User,
                    ["ImapPassword"] = Password,
                ["Address"] = $"Support <{Address}>", ["RetryDelay"] = "00:00:00.100", ["RetryDelayMax"] = "00:00:01",
            },
        },
    };

    /// <summary>Writes them for a site.</summary>
    public void Lead(Site site, MailServer mail) => Lead(site, SettingsOf(mail));

    /// <summary>Writes them for a site, changed.</summary>
    public static void Lead(Site site, JsonObject settings) => File.WriteAllText(site.File("lockstep.json"), settings.ToJsonString());

    /// <summary>Puts a mail into the box, as its mail system does.</summary>
    public async Task DeliverAsync(string mail)
    {
        using var client = await OpenAsync();
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")));
        using var message = await MimeKit.MimeMessage.LoadAsync(source);
        source.Position = 0;
        await client.Inbox!.AppendAsync(new AppendRequest(message, MessageFlags.None));
    }

    /// <summary>What lies in a folder.</summary>
    public async Task<IReadOnlyList<LyingMail>> ListAsync(string folder = "INBOX")
    {
        using var client = await OpenAsync();
        var opened = await client.GetFolderAsync(folder);
        await opened.OpenAsync(FolderAccess.ReadOnly);
        var all = await opened.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.Flags);
        return [.. all.Select(static one => new LyingMail(
            one.Envelope!.MessageId ?? "", one.Flags!.Value.HasFlag(MessageFlags.Seen), one.Flags.Value.HasFlag(MessageFlags.Flagged),
                [.. one.Keywords]))];
    }

    /// <summary>Forgets which numbers its mails had, as after a restore: they get others, and the folder another validity.</summary>
    public void ForgetNumbers()
    {
        var box = _folder.File($"mail/{User}/Maildir");
        foreach (var file in Directory.GetFiles(box, "dovecot*"))
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Asked to end, it takes the processes with it that it started.
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<string?> AnswersAsync()
    {
        _process.HasExited.ShouldBeFalse("dovecot ended");
        try
        {
            using var client = await OpenAsync();
            return null;
        }
        catch (Exception error) when (error is SocketException or IOException or ImapProtocolException or ServiceNotConnectedException)
        {
            return error.Message;
        }
    }

    private async Task<ImapClient> OpenAsync()
    {
        var client = new ImapClient();
        await client.ConnectAsync("localhost", Port, SecureSocketOptions.None);
        await client.AuthenticateAsync(User, Password);
        return client;
    }

    private static async Task<string> GroupAsync()
    {
        using var id = Process.Start(new ProcessStartInfo("id", ["-gn"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        return (await id.StandardOutput.ReadToEndAsync()).Trim();
    }

    private static string Settings(string folder, int port, string user, string group) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Support", "dovecot.conf"))
            .Replace("{{folder}}", folder, StringComparison.Ordinal)
            .Replace("{{port}}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{{user}}", user, StringComparison.Ordinal)
            .Replace("{{group}}", group, StringComparison.Ordinal)
            .Replace("{{Password}}", Password, StringComparison.Ordinal);
}
