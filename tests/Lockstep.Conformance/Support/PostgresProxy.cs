using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Lockstep.Conformance.Support;

/// <summary>When, about a commit, the connection to the server is cut.</summary>
public enum CommitCut
{
    /// <summary>COMMIT does not reach the server: it did not happen.</summary>
    BeforeCommit,

    /// <summary>COMMIT is on its way: nobody can say whether it happened.</summary>
    WithCommit,

    /// <summary>COMMIT has happened; its answer does not come back.</summary>
    AfterCommit,

    /// <summary>COMMIT has happened; its answer is held back, and the connection stays.</summary>
    HoldAnswer,
}

/// <summary>Stands between a process and its PostgreSQL server, and cuts a connection about a commit when it is told to.</summary>
internal sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private volatile Strike? _next;

    public PostgresProxy(string server)
    {
        _server = new NpgsqlConnectionStringBuilder(server);
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The same connection string, by way of the proxy.</summary>
    public string By(string connection) => new NpgsqlConnectionStringBuilder(connection) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.ConnectionString;

    /// <summary>Strikes at the next commit of a transaction that runs a statement with such a part; returns when it has.</summary>
    public async Task StrikeAsync(CommitCut cut, string statement)
    {
        var strike = _next = new Strike(cut, statement);
        await Eventually.EndsAsync(strike.Done.Task, $"no transaction with \"{statement}\" came by");
    }

    /// <summary>Whether a commit is to be struck; each strike is given to one.</summary>
    public Strike? Take(IEnumerable<string> statements) =>
        _next is { } next && statements.Any(sql => sql.Contains(next.Statement, StringComparison.Ordinal)) && Interlocked.CompareExchange(ref _next, null, next) == next
            ? next
            : null;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var links = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                links.Add(Task.Run(() => LinkAsync(client)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(links);
        }
    }

    private async Task LinkAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host!, _server.Port, _stopping.Token);
                await new PostgresLink(this, client, server).RunAsync(_stopping.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or ObjectDisposedException or NotSupportedException)
            {
                // Not supported is what a stream says whose socket was closed. Either side has gone, and so does the other one.
            }
        }
    }

    /// <summary>What is to happen, and to which transaction.</summary>
    internal sealed record Strike(CommitCut Cut, string Statement)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
