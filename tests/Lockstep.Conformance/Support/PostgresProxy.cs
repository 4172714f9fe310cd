using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Lockstep.Conformance.Support;

/// <summary>When a connection is cut, seen from the statement that the proxy looks out for.</summary>
public enum Cut
{
    /// <summary>The statement does not reach the server: it did not happen.</summary>
    BeforeItArrives,

    /// <summary>It is on its way: nobody can say whether it happened.</summary>
    OnItsWay,

    /// <summary>It has happened; its answer does not come back.</summary>
    BeforeItsAnswer,

    /// <summary>It has happened; its answer is held back, and the connection stays.</summary>
    HoldAnswer,
}

/// <summary>Stands between a process and its PostgreSQL server, and cuts connections at the moments that it is told.</summary>
internal sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private CancellationTokenSource _links = new();
    private volatile Strike? _next;
    private int _cuts;

    public PostgresProxy(string server)
    {
        _server = new NpgsqlConnectionStringBuilder(server);
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>How many of the cuts that were asked for have begun.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>The same connection string, by way of the proxy.</summary>
    public string By(string connection) =>
        new NpgsqlConnectionStringBuilder(connection) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.ConnectionString;

    /// <summary>Cuts at the next statement with such a part, once.</summary>
    public void CutStatement(Cut cut, string statement) => _next = new Strike(cut, statement, IsAtCommit: false);

    /// <summary>Cuts at the next commit of a transaction that runs a statement with such a part, once.</summary>
    public void CutCommit(Cut cut, string statement) => _next = new Strike(cut, statement, IsAtCommit: true);

    /// <summary>The same; returns when it has happened.</summary>
    public async Task CutCommitAsync(Cut cut, string statement)
    {
        var strike = _next = new Strike(cut, statement, IsAtCommit: true);
        await Eventually.EndsAsync(strike.Done.Task, $"no transaction with \"{statement}\" came by");
    }

    /// <summary>Cuts all connections that there are.</summary>
    public void CutAll() => Interlocked.Exchange(ref _links, new CancellationTokenSource()).Cancel();

    /// <summary>
    /// Whether a connection is to be cut at a statement, given all of its transaction up to it; each cut is for one connection.
    /// </summary>
    public Strike? Take(IReadOnlyList<string> statements)
    {
        if (_next is not { } next || !next.IsAt(statements) || Interlocked.CompareExchange(ref _next, null, next) != next)
        {
            return null;
        }

        Interlocked.Increment(ref _cuts);
        return next;
    }

    public async ValueTask DisposeAsync()
    {
        // The loop first: asked to accept once more, a listener that is gone answers with an error that looks like a bug.
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
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
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, Volatile.Read(ref _links).Token);
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host!, _server.Port, ended.Token);
                await new PostgresLink(this, client, server).RunAsync(ended.Token);
            }
            catch (Exception error)
                when (error
                        is OperationCanceledException
                            or SocketException
                            or IOException
                            or ObjectDisposedException
                            or NotSupportedException
                )
            {
                // Not supported is what a stream says whose socket was closed. Either side has gone, and so does the other one.
            }
        }
    }

    /// <summary>What is to happen, and where.</summary>
    internal sealed record Strike(Cut Cut, string Statement, bool IsAtCommit)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether it is meant for the last one of these statements of a transaction.</summary>
        public bool IsAt(IReadOnlyList<string> statements) => IsAtCommit
            ? statements[^1] is "commit" && statements.Any(sql => sql.Contains(Statement, StringComparison.Ordinal))
            : statements[^1].Contains(Statement, StringComparison.Ordinal);
    }
}
