namespace Lockstep.FaultyHost;

/// <summary>The moments in the life of a change at which the faulty host can kill itself.</summary>
public enum KillPoint
{
    /// <summary>The customer's statements have run; COMMIT has not.</summary>
    BeforeCrmCommit,

    /// <summary>The customer is on disk; neither the relay nor the client has heard of it.</summary>
    OnCrmCommit,

    /// <summary>The relay has heard of the customer; the client has not.</summary>
    AfterCrmCommit,

    /// <summary>Events have got their positions; COMMIT has not run. Only where commits overtake each other.</summary>
    BeforeNumberCommit,

    /// <summary>The positions are on disk; nobody has heard of them.</summary>
    OnNumberCommit,

    /// <summary>The positions are on disk; the relay does not know.</summary>
    AfterNumberCommit,

    /// <summary>The relay has read events and hands none over.</summary>
    BeforePublish,

    /// <summary>The transport has taken the events; the relay has not noted that down.</summary>
    AfterPublish,

    /// <summary>The transport has the events; the consumer has not.</summary>
    BeforeConsume,

    /// <summary>The consumer has committed its effect; the transport does not know.</summary>
    AfterConsume,

    /// <summary>The delivery's statements have run; COMMIT has not.</summary>
    BeforeIntakeCommit,

    /// <summary>The delivery is committed; no lane has heard of it.</summary>
    OnIntakeCommit,

    /// <summary>The delivery is in its lane; the consumer does not know.</summary>
    AfterIntakeCommit,

    /// <summary>The relay is about to note down how far it is.</summary>
    BeforeBookmark,

    /// <summary>The bookmark's statement has run; COMMIT has not.</summary>
    BeforeBookmarkCommit,

    /// <summary>The bookmark is committed.</summary>
    OnBookmarkCommit,

    /// <summary>The worker has the delivery; the connector does not.</summary>
    BeforeApply,

    /// <summary>The package's statements have run; COMMIT has not.</summary>
    BeforeInventoryCommit,

    /// <summary>The package is on disk; nobody has heard of it.</summary>
    OnInventoryCommit,

    /// <summary>The package is on disk; its connector does not know.</summary>
    AfterInventoryCommit,

    /// <summary>The connector has answered; nobody has noted that down.</summary>
    AfterApply,

    /// <summary>The outcome's statements have run; COMMIT has not.</summary>
    BeforeRecordCommit,

    /// <summary>The outcome is committed; the lane has not heard of it.</summary>
    OnRecordCommit,

    /// <summary>The outcome is committed; the worker does not know.</summary>
    AfterRecordCommit,

    /// <summary>The statements of the audit log's entries have run; COMMIT has not.</summary>
    BeforeAuditCommit,

    /// <summary>The entries are committed; the sealer has not heard of them.</summary>
    OnAuditCommit,

    /// <summary>The entries are committed; their consumer does not know.</summary>
    AfterAuditCommit,

    /// <summary>The seal's statements have run; COMMIT has not.</summary>
    BeforeSealCommit,

    /// <summary>The seal is on disk; nobody has heard of it.</summary>
    OnSealCommit,

    /// <summary>The seal is on disk; the sealer does not know.</summary>
    AfterSealCommit,
}
