using Lockstep.Runtime.Outbox;

namespace Lockstep.Runtime.Streams;

/// <summary>What a part of a stream reads from the database.</summary>
/// <param name="Kept">What the outbox has.</param>
/// <param name="Events">The events behind the part's position, whosever they are; none when some before them are gone.</param>
/// <param name="IsFull">Whether there may be more.</param>
internal sealed record StoredPage(KeptEvents Kept, IReadOnlyList<StreamedEvent> Events, bool IsFull);
