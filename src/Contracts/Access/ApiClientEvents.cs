using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Access;

/// <summary>An API client was made.</summary>
[EventName("lockstep.client.created.v1")]
public sealed record ApiClientCreated : RecordEvent<ApiClient>;

/// <summary>An API client got other rights or another name, or was disabled; its keys come and go without this event.</summary>
[EventName("lockstep.client.changed.v1")]
public sealed record ApiClientChanged : RecordEvent<ApiClient>;

/// <summary>An API client was deleted, with all its keys.</summary>
[EventName("lockstep.client.deleted.v1")]
public sealed record ApiClientDeleted : RecordEvent<ApiClient>;
