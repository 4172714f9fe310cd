namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// Marks what goes on inside of a write, where no other write may be asked for. What a write starts and does not wait for carries the mark
/// along; it may write once the write is over.
/// </summary>
internal sealed class WriteGuard : IDisposable
{
    private static readonly AsyncLocal<WriteGuard?> Current = new();

    // By the thread, not by the flow of the code: what a hook starts may write, the hook itself may not.
    [ThreadStatic]
    private static bool _isInHook;

    private volatile bool _isOver;

    private WriteGuard()
    {
    }

    /// <exception cref="InvalidOperationException">The caller is inside of a write, or of a hook of one.</exception>
    public static void Refuse()
    {
        if (_isInHook || Current.Value is { _isOver: false })
        {
            throw new InvalidOperationException("A write, or a hook of one, must not ask for another write.");
        }
    }

    /// <summary>From here on the caller is inside of a write, until this is disposed of.</summary>
    public static WriteGuard Enter() => Current.Value = new WriteGuard();

    /// <summary>Runs the hooks of a commit. One that throws is a bug, but the write is committed and its caller must hear that.</summary>
    public static void RunHooks(IReadOnlyList<Action>? hooks, Action<Exception> onError)
    {
        _isInHook = true;
        foreach (var hook in hooks ?? [])
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

        _isInHook = false;
    }

    /// <inheritdoc />
    public void Dispose() => _isOver = true;
}
