using System.Diagnostics;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>What became of a write in a group.</summary>
/// <param name="IsDone">False when the group did not go well: nothing of the write is left, and it is to be run by itself.</param>
/// <param name="Result">What the write answered, committed.</param>
internal readonly record struct GroupFate<T>(bool IsDone, T? Result);

/// <summary>A write on its way through a group.</summary>
internal abstract class WaitingWrite
{
    private List<Action>? _hooks;

    /// <summary>What is thrown to the caller; null when nothing is.</summary>
    protected Exception? Error { get; private set; }

    protected bool IsDone { get; private set; }

    /// <summary>Runs the write's function; throws when that spoilt the transaction for all.</summary>
    public async Task RunAsync(PostgresSession session, int shard)
    {
        var transaction = new PostgresTransaction(session, shard);
        try
        {
            await InvokeAsync(transaction);
            _hooks = transaction.Hooks;
        }
        catch (Exception error)
        {
            // A write that threw before it changed anything leaves the others alone; its caller hears of it with them.
            if (transaction.HasWritten || session.EndedBy is not null)
            {
                throw;
            }

            transaction.TakeBack();
            Error = error;
        }
        finally
        {
            transaction.Close();
        }
    }

    /// <summary>Notes down what became of the group, and runs the hooks of what is committed.</summary>
    public void Decide(bool isCommitted, Action<Exception> onHookError)
    {
        IsDone = isCommitted;
        WriteGuard.RunHooks(isCommitted ? _hooks : null, onHookError);

        // What it threw may rest on what the group wrote, and is said again when it runs by itself.
        Error = isCommitted ? Error : null;
    }

    /// <summary>The group failed as a whole.</summary>
    public void Fail(Exception error) => Error ??= error;

    /// <summary>Tells the caller; only after COMMIT.</summary>
    public abstract void Release();

    protected abstract Task InvokeAsync(ITransaction transaction);
}

internal sealed class WaitingWrite<T>(Func<ITransaction, ValueTask<T>> write) : WaitingWrite
{
    // Each caller goes on by itself: one that blocks its thread must not keep the others of the group from hearing.
    private readonly TaskCompletionSource<GroupFate<T>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Activity? _trace = Activity.Current;
    private T? _result;

    public Task<GroupFate<T>> Task => _done.Task;

    public override void Release()
    {
        if (Error is { } error)
        {
            _done.SetException(error);
        }
        else
        {
            _done.SetResult(new GroupFate<T>(IsDone, _result));
        }
    }

    protected override async Task InvokeAsync(ITransaction transaction)
    {
        // A lane belongs to no request: what the write notes down goes under the trace of its caller.
        Activity.Current = _trace;
        using var guard = WriteGuard.Enter();
        _result = await write(transaction);
    }
}
