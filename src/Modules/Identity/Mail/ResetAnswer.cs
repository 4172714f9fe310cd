namespace Lockstep.Identity.Mail;

/// <summary>What happens now, the same for everybody.</summary>
internal sealed record ResetAnswer(string Detail);
