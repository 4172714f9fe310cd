using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>Finds rows by their words, as <c>q</c> of their list does, for who shows them elsewhere.</summary>
public static class ListWords
{
    /// <summary>The newest rows that hold the words, one more than the limit at most.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="spec">How they are listed.</param>
    /// <param name="reader">Reads.</param>
    /// <param name="parts">The parts of <see cref="Values.SearchText.Parts"/>.</param>
    /// <param name="limit">The most rows.</param>
    /// <param name="owner">The customer whose rows they are; null for all.</param>
    public static ValueTask<IReadOnlyList<T>> FindAsync<T>(
        this ListSpec<T> spec, IReader reader, IReadOnlyList<IReadOnlyList<string>> parts, int limit, long? owner = null)
    {
        var (sql, values) = new ListSql<T>(spec, ListQuery.OfWords(parts, limit, owner), reader.Dialect).Page();
        return reader.QueryAsync(sql, spec.Read, values);
    }
}
