namespace Lockstep.Runtime.Storage;

/// <summary>
/// The few words in which the stores' SQL differs, for statements that can't be written for both. Each gives a piece of a statement; the
/// pieces are fixed, values stay parameters.
/// </summary>
public abstract class SqlDialect
{
    /// <summary>Which schema scripts the store applies: <c>sqlite</c> or <c>postgres</c>.</summary>
    public abstract string Name { get; }

    /// <summary>A sub-query with the whole numbers of a JSON array, as rows with a <c>value</c>.</summary>
    /// <param name="parameter">The parameter with the array's text, for example <c>$5</c>.</param>
    public abstract string Integers(string parameter);

    /// <summary>The same for an array of texts.</summary>
    public abstract string Texts(string parameter);

    /// <summary>
    /// A condition that a column has one of the whole numbers of a JSON array; an index on the column finds them one by one.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="parameter">The parameter with the array's text.</param>
    public abstract string InIntegers(string column, string parameter);

    /// <summary>The same for an array of texts.</summary>
    public abstract string InTexts(string column, string parameter);

    /// <summary>The objects of a JSON array as rows of a table called <c>given</c>, to be used behind <c>from</c>.</summary>
    /// <param name="parameter">The parameter with the array's text.</param>
    /// <param name="numbers">The names that lead to whole numbers.</param>
    /// <param name="texts">The names that lead to texts.</param>
    public abstract string Rows(string parameter, IEnumerable<string> numbers, IEnumerable<string> texts);

    /// <summary>
    /// At the end of a query: keeps its rows as they are for every other write until this one has ended, and leaves out those that no
    /// longer match once the others are done. Nothing where writes never overlap.
    /// </summary>
    public abstract string KeepingRows { get; }

    /// <summary>The same, but rows that another write keeps are left out instead of being waited for.</summary>
    public abstract string ClaimingRows { get; }

    /// <summary>
    /// Whether writes overlap and each statement is a round trip, so that many rows are better read and added together. Else writes come
    /// one after the other, in the order in which they were asked for.
    /// </summary>
    public abstract bool HasConcurrentWrites { get; }

    /// <summary>Takes the next ids of a table for rows that are added with them; null where rows get theirs one by one.</summary>
    /// <param name="table">The table; its ids are in <c>id</c>.</param>
    /// <param name="parameter">The parameter that says how many.</param>
    public abstract string? NextIds(string table, string parameter);

    /// <summary>
    /// Makes sure that a table gives no id up to one that rows bring along; null where rows that bring theirs see to it. Gives one number.
    /// </summary>
    /// <param name="table">The table; its ids are in <c>id</c>.</param>
    /// <param name="parameter">The parameter with the id.</param>
    public abstract string? PassIds(string table, string parameter);

    /// <summary>The table in which events wait for their positions; null where they get them in their own commit.</summary>
    public abstract string? UnnumberedEvents { get; }

    /// <summary>How a search for a part of a folded text finds its rows.</summary>
    public abstract SqlSearch Search { get; }
}

/// <summary>How a store finds rows by a part of a text.</summary>
public enum SqlSearch
{
    /// <summary>A full-text table of its own, filled a little behind the records.</summary>
    SeparateIndex,

    /// <summary>An index on the record's own column, which <c>like</c> uses.</summary>
    IndexedLike,
}
