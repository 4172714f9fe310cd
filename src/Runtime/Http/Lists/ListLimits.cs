namespace Lockstep.Runtime.Http.Lists;

/// <summary>The limits of lists, the same for every resource.</summary>
public static class ListLimits
{
    /// <summary>Rows of a page when the caller does not say.</summary>
    public const int SizeDefault = 50;

    /// <summary>The most rows of a page.</summary>
    public const int SizeMax = 500;

    /// <summary>How deep <c>page</c> reaches; beyond it the keyset cursor <c>after</c> goes on.</summary>
    public const int DepthMax = 100_000;

    /// <summary>Up to where a filtered total is counted.</summary>
    public const int CountMax = 10_000;

    /// <summary>The longest <c>q</c>.</summary>
    public const int SearchLengthMax = 200;
}
