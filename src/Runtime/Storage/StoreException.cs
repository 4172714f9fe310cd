namespace Lockstep.Runtime.Storage;

/// <summary>The database could not do its work; the two kinds differ in what is left behind.</summary>
public abstract class StoreException(StoreFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is wrong with the database.</summary>
    public StoreFault Fault { get; } = fault;
}

/// <summary>Nothing of the write is left behind.</summary>
public sealed class StoreFailedException(StoreFault fault, string message, Exception? inner = null) : StoreException(fault, message, inner);

/// <summary>
/// The commit itself failed half-way, so that nobody can tell whether it is on disk. Look before repeating; an
/// Idempotency-Key makes the repeat safe.
/// </summary>
public sealed class StoreOutcomeUnknownException(string message, Exception? inner = null, StoreFault fault = StoreFault.InputOutput)
    : StoreException(fault, message, inner);

/// <summary>A unique key is taken already.</summary>
public sealed class UniqueViolationException(string key) : Exception($"The unique key {key} is taken.")
{
    /// <summary>
    /// Table and columns, or the index, as the store names them; for example <c>customers.email_key</c> or <c>customers_email</c>.
    /// </summary>
    public string Key { get; } = key;
}

/// <summary>
/// A text has a character that the store can't keep: PostgreSQL knows no NUL in a text. Nothing of the write is left behind.
/// </summary>
public sealed class UnstorableTextException(Exception? inner = null) : Exception("A "
    + "text has a NUL character, which can't be stored.", inner);

/// <summary>What is wrong with a database.</summary>
public enum StoreFault
{
    /// <summary>Another process holds it; it may be free again soon.</summary>
    Busy,

    /// <summary>The disk, or the size that the options allow, is full.</summary>
    Full,

    /// <summary>The disk does not read or write as it should.</summary>
    InputOutput,

    /// <summary>The file or its folder can't be written.</summary>
    ReadOnly,

    /// <summary>The file is not a database or is damaged.</summary>
    Corrupt,

    /// <summary>The database server can't be reached; it may be back soon.</summary>
    Unreachable,

    /// <summary>The process is stopping.</summary>
    Closed,

    /// <summary>A statement is wrong: a mistake in the code.</summary>
    Statement,
}
