using Lockstep.Runtime.Storage;

namespace Lockstep.Imports;

/// <summary>A write of which nothing stays: it tells what would become of what was asked for.</summary>
internal static class TakenBack
{
    /// <summary>Runs a write, takes all of it back, and gives what it told.</summary>
    public static async Task<T> WriteAsync<T>(IStore store, Func<ITransaction, ValueTask<T>> write, CancellationToken ct)
    {
        try
        {
            return await store.WriteAsync<T>(async transaction => throw new EndException<T>(await write(transaction)), ct);
        }
        catch (EndException<T> end)
        {
            return end.Told;
        }
    }

    /// <summary>Ends the write. Only an exception does that.</summary>
    private sealed class EndException<T>(T told) : Exception
    {
        public T Told => told;
    }
}
