namespace Lockstep.Imports;

/// <summary>A record must stay as it is, and parts of it are written already: nothing of this write may be committed.</summary>
public sealed class KeptException : Exception
{
    /// <summary>Says nothing.</summary>
    public KeptException()
    {
    }

    /// <summary>Says why the record stays.</summary>
    public KeptException(string reason)
        : base(reason)
    {
    }

    /// <summary>The same, with what it comes of.</summary>
    public KeptException(string reason, Exception cause)
        : base(reason, cause)
    {
    }
}
