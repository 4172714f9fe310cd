namespace Lockstep.Runtime.Storage;

/// <summary>The open transaction of one write; gone when the write's function returns.</summary>
public interface ITransaction : IReader
{
    /// <summary>Runs a statement and tells how many rows it inserted, updated or deleted.</summary>
    /// <exception cref="UniqueViolationException">A unique key is taken.</exception>
    ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values);

    /// <summary>
    /// Runs a hook after the commit, before the caller goes on, in the order of the commits; never when the write did not commit.
    /// A hook only touches memory, quickly, and does not throw.
    /// </summary>
    void OnCommitted(Action hook);
}
