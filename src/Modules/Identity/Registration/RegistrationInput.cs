namespace Lockstep.Identity.Registration;

/// <summary>Who registers.</summary>
internal sealed record RegistrationInput
{
    /// <summary>Required.</summary>
    public string? Name { get; init; }

    /// <summary>Required; no other user may have it, in any case.</summary>
    public string? Email { get; init; }

    /// <summary>Required, 12 to 1,024 characters.</summary>
    public string? Password { get; init; }
}

/// <summary>Who wants another code.</summary>
internal sealed record CodeWanted
{
    /// <summary>Required; in any case.</summary>
    public string? Email { get; init; }
}

/// <summary>A code that came by mail.</summary>
internal sealed record RegistrationProof
{
    /// <summary>Required; in any case.</summary>
    public string? Email { get; init; }

    /// <summary>Required.</summary>
    public string? Code { get; init; }

    /// <summary>
    /// Required; the one that was chosen. The code alone would let somebody in who registered with the address of another one, if that one
    /// sends it back without a thought.
    /// </summary>
    public string? Password { get; init; }
}

/// <summary>What happens now, the same for everybody.</summary>
internal sealed record CodeAsked(string Detail);
