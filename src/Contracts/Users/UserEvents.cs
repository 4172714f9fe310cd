using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Users;

/// <summary>A user was entered.</summary>
[EventName("lockstep.user.created.v1")]
public sealed record UserCreated : RecordEvent<User>;

/// <summary>At least one field of a user changed, or the tokens issued so far no longer count.</summary>
[EventName("lockstep.user.changed.v1")]
public sealed record UserChanged : RecordEvent<User>;

/// <summary>A user was deleted, and none of its tokens counts any more; only its tombstone is left.</summary>
[EventName("lockstep.user.deleted.v1")]
public sealed record UserDeleted : RecordEvent<User>;
