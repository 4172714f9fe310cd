namespace Lockstep.Runtime.Http.Files;

/// <summary>A file beside a record, without its bytes.</summary>
/// <param name="Id">Its number in the module's database; never used again.</param>
/// <param name="RecordId">The record that it is beside.</param>
/// <param name="Name">Its name, one part of a path.</param>
/// <param name="Type">What it is by its bytes.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">Their SHA-256, in hexadecimal.</param>
/// <param name="AddedBy">Who added it.</param>
/// <param name="AddedAt">When, in UTC.</param>
public sealed record RecordFile(
    long Id, long RecordId, string Name, string Type, long Size, string Sha256, string AddedBy, DateTimeOffset AddedAt);
