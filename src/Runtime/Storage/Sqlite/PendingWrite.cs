using System.Diagnostics;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>A write on its way through the writer: it runs, perhaps again, and is released once its fate is on disk.</summary>
internal abstract class PendingWrite
{
    private List<Action>? _hooks;

    /// <summary>What the last run threw; null when it went well.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Runs the write's function; never throws.</summary>
    public void Run(SqliteConnection connection)
    {
        var transaction = new SqliteTransaction(connection);
        Error = null;
        try
        {
            Invoke(transaction);
            _hooks = transaction.Hooks;
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

    /// <summary>Runs the hooks; only after COMMIT. One that throws is a bug, but the write is on disk and its caller must hear that.</summary>
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

    /// <summary>Tells the caller; only after COMMIT, refusals included, for they may rest on what the group wrote.</summary>
    public abstract void Release();

    /// <summary>Tells the caller that the commit failed.</summary>
    public abstract void Fail(Exception error);

    protected abstract void Invoke(ITransaction transaction);

    protected static InvalidOperationException Waits() => new("A write waits for something besides its transaction.");
}

internal sealed class PendingWrite<T>(Func<ITransaction, ValueTask<T>> write) : PendingWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Activity? _trace = Activity.Current;
    private T? _result;

    public Task<T> Task => _done.Task;

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

    public override void Fail(Exception error) => _done.SetException(error);

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

internal sealed class PendingBookmark(string key, Func<ITransaction, ValueTask> write, Action<string, Exception> onError) : PendingWrite
{
    public override void Release()
    {
        if (Error is { } error)
        {
            onError(key, error);
        }
    }

    public override void Fail(Exception error) => onError(key, error);

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
