using System.Diagnostics;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>A write on its way through the writer: it runs, perhaps again, and is released once its fate is known.</summary>
internal abstract class PendingWrite
{
    private List<Action>? _hooks;

    /// <summary>What the last run threw, or why the commit failed; null when all went well.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Whether it is released only once it is on disk; else once it is committed.</summary>
    public abstract bool IsDurable { get; }

    /// <summary>Runs the write's function; never throws.</summary>
    public void Run(SqliteConnection connection)
    {
        var transaction = new SqliteTransaction(connection);
        Error = null;
        try
        {
            Invoke(transaction);
            _hooks = transaction.EndedBy is null ? transaction.Hooks : null;

            // A write that swallowed an error of its transaction fails by it.
            Error = transaction.EndedBy;
        }
        catch (Exception error)
        {
            Error = error;
            _hooks = null;
        }
        finally
        {
            transaction.Close();
        }
    }

    /// <summary>
    /// Runs the hooks; only after COMMIT. One that throws is a bug, but the write is on disk and its caller must hear that.
    /// </summary>
    public void RunHooks(Action<Exception> onError)
    {
        foreach (var hook in _hooks ?? [])
        {
            try
            {
                hook();
            }
            catch (Exception error)
            {
                onError(error);
            }
        }
    }

    /// <summary>Notes down that the commit failed; whatever the run said is void.</summary>
    public void Fail(Exception error) => Error = error;

    /// <summary>Tells the caller; only after COMMIT, refusals included, for they may rest on what the group wrote.</summary>
    public abstract void Release();

    protected abstract void Invoke(ITransaction transaction);

    protected static InvalidOperationException Waits() => new("A write waits for something besides its transaction.");
}

internal sealed class PendingWrite<T>(Func<ITransaction, ValueTask<T>> write, bool isDurable) : PendingWrite
{
    // Continuations run where Release runs: on the thread pool, never on the writer.
    private readonly TaskCompletionSource<T> _done = new();
    private readonly Activity? _trace = Activity.Current;
    private T? _result;

    public Task<T> Task => _done.Task;

    public override bool IsDurable => isDurable;

    public override void Release()
    {
        if (Error is { } error)
        {
            _done.SetException(error);
        }
        else
        {
            _done.SetResult(_result!);
        }
    }

    protected override void Invoke(ITransaction transaction)
    {
        // The writer's thread belongs to no request: what the write notes down goes under the trace of its caller.
        Activity.Current = _trace;
        try
        {
            var running = write(transaction);
            _result = running.IsCompleted ? running.GetAwaiter().GetResult() : throw Waits();
        }
        finally
        {
            Activity.Current = null;
        }
    }
}

internal sealed class PendingBookmark(
    string key, Func<ITransaction, ValueTask> write, Action<string, Exception> onError, bool isDurable) : PendingWrite
{
    public override bool IsDurable => isDurable;

    public override void Release()
    {
        if (Error is { } error)
        {
            onError(key, error);
        }
    }

    protected override void Invoke(ITransaction transaction)
    {
        var running = write(transaction);
        if (!running.IsCompleted)
        {
            throw Waits();
        }

        running.GetAwaiter().GetResult();
    }
}
