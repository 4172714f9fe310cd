using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>A box on an IMAP server of a few words, which breaks a connection off whenever the test wants it to.</summary>
internal sealed partial class ScriptedBox : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<int, string> _mails = new();
    private readonly ConcurrentDictionary<int, int> _refusals = new();
    private readonly ConcurrentDictionary<int, int> _refused = new();

    public ScriptedBox()
    {
        _server.Start();
        _ = AcceptAsync();
    }

    /// <summary>An app that reads it.</summary>
    public Task<TestApp> ReadAsync(Action<WebApplicationBuilder>? decorate = null) => TestApp.StartAsync(
        builder =>
        {
            builder.Configuration["Support:Mail:ImapHost"] = "127.0.0.1";
            builder.Configuration["Support:Mail:ImapPort"] = $"{((IPEndPoint)_server.LocalEndpoint).Port}";
            builder.Configuration["Support:Mail:ImapSecurity"] = "none";
            builder.Configuration["Support:Mail:ImapUser"] = "support";
            builder.Configuration["Support:Mail:ImapPassword"] = "secret";
            builder.Configuration["Support:Mail:Address"] = "support@example.com";
            builder.Configuration["Support:Mail:PollInterval"] = "00:00:00.100";
            builder.Configuration["Support:Mail:RetryDelay"] = "00:00:00.010";
        },
        decorate: decorate);

    /// <summary>Puts a mail in.</summary>
    public void Add(int uid, string from, string subject) =>
        _mails[uid] = $"From: {from}\r\nMessage-ID: <{uid}@box>\r\nSubject: {subject}\r\n\r\nText\r\n";

    /// <summary>Has the connection break off so often as a mail is asked for.</summary>
    public void Refuse(int uid, int times) => _refusals[uid] = times;

    /// <summary>How often it did.</summary>
    public int Refused(int uid) => _refused.GetValueOrDefault(uid);

    public void Dispose() => _server.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = ServeAsync(await _server.AcceptTcpClientAsync());
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await SayAsync(stream, "* OK [CAPABILITY IMAP4rev1] ready\r\n");
            while (await reader.ReadLineAsync() is { } line)
            {
                var (tag, command) = (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                if (Answer(command) is not { } answer)
                {
                    return;
                }

                var state = command.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase) ? "[READ-WRITE] " : "";
                await SayAsync(stream, $"{answer}{tag} OK {state}done\r\n");
            }
        }
    }

    /// <summary>What a command is answered before its end; null when the connection breaks off.</summary>
    private string? Answer(string command)
    {
        var uids = _mails.Keys.Order().ToList();
        return command.Split(' ')[0].ToUpperInvariant() switch
        {
            "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n",
            "LIST" => command.Contains("INBOX", StringComparison.OrdinalIgnoreCase)
                ? "* LIST () \"/\" INBOX\r\n" : "* LIST (\\Noselect) \"/\" \"\"\r\n",
            "SELECT" => $"* {uids.Count} EXISTS\r\n* FLAGS (\\Seen \\Flagged)\r\n* OK [UIDVALIDITY 7] valid\r\n"
                + "* OK [PERMANENTFLAGS (\\Seen \\Flagged)] kept\r\n",
            "NOOP" => $"* {uids.Count} EXISTS\r\n",
            "UID" when command.StartsWith("UID SEARCH", StringComparison.OrdinalIgnoreCase) => Search(command, uids),
            "UID" when command.Contains("BODY", StringComparison.OrdinalIgnoreCase) => Body(command, uids),
            "UID" when command.StartsWith("UID FETCH", StringComparison.OrdinalIgnoreCase) => string.Concat(
                Asked(command, uids).Select(uid => $"* {uids.IndexOf(uid) + 1} FETCH (UID {uid} RFC822.SIZE {_mails[uid].Length} "
                    + "INTERNALDATE \"30-Nov-2026 10:00:00 +0000\")\r\n")),
            _ => "",
        };
    }

    private static string Search(string command, List<int> uids)
    {
        var from = Range().Match(command) is { Success: true } range ? Number(range.Groups["from"].Value) : 1;
        return $"* SEARCH {string.Join(' ', uids.Where(uid => uid >= from))}\r\n";
    }

    private string? Body(string command, List<int> uids)
    {
        var uid = Asked(command, uids).Single();
        if (_refusals.TryGetValue(uid, out var times) && times > _refused.GetValueOrDefault(uid))
        {
            _refused.AddOrUpdate(uid, 1, static (_, count) => count + 1);
            return null;
        }

        var isPart = command.Contains("<0.1>", StringComparison.Ordinal);
        var text = isPart ? _mails[uid][..1] : _mails[uid];
        return $"* {uids.IndexOf(uid) + 1} FETCH (UID {uid} BODY[]{(isPart ? "<0>" : "")} {{{text.Length}}}\r\n{text})\r\n";
    }

    private static List<int> Asked(string command, List<int> uids) =>
        [.. command.Split(' ')[2].Split(',').SelectMany(static one => one.Split(':') is [var from, var to]
            ? Enumerable.Range(Number(from), Number(to) - Number(from) + 1) : [Number(one)]).Where(uids.Contains)];

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static async Task SayAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    [GeneratedRegex(@"UID (?<from>\d+):", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Range();
}
