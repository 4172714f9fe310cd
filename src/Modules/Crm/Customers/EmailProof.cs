namespace Lockstep.Crm.Customers;

/// <summary>A code that came by mail.</summary>
internal sealed record EmailProof
{
    /// <summary>Required from customers; the staff vouch for the address themselves.</summary>
    public string? Code { get; init; }
}

/// <summary>What happens now.</summary>
internal sealed record EmailAsked(string Detail);
