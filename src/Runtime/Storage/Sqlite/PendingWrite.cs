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

    /// <summary>Runs the hooks; only after COMMIT.</summary>
    public void RunHooks()
    {
        foreach (var hook in _hooks ?? [])
        {
            hook();
        }
    }

    /// <summary>Tells the caller; only after COMMIT, refusals included, for they may rest on what the group wrote.</summary>
    public abstract void Release();

    /// <summary>Tells the caller that the commit failed.</summary>
    public abstract void Fail(Exception error);

    protected abstract void Invoke(ITransaction transaction);
}

internal sealed class PendingWrite<T>(Func<ITransaction, ValueTask<T>> write) : PendingWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        var running = write(transaction);
        _result = running.IsCompleted
            ? running.GetAwaiter().GetResult()
            : throw new InvalidOperationException("A write waits for something besides its transaction.");
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

    protected override void Invoke(ITransaction transaction) => write(transaction).GetAwaiter().GetResult();
}
