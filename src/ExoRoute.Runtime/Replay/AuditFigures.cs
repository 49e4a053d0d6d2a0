using ExoRoute.Encoding;
using ExoRoute.Runtime.Store;

namespace ExoRoute.Runtime.Replay;

/// <summary>One opening of a store for writing.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="First">Its first record.</param>
/// <param name="Records">Records it wrote.</param>
public readonly record struct EpochFigures(uint Epoch, long First, long Records);

/// <summary>How far records can be held against one another. Not thread-safe.</summary>
public sealed class AuditFigures
{
    private readonly List<EpochFigures> _epochs = [];
    private readonly RecordDecoder _decoder = new();
    private long _lastInput = -1;

    /// <summary>The openings that wrote records.</summary>
    public IReadOnlyList<EpochFigures> Epochs => _epochs;

    /// <summary>Decisions on record.</summary>
    public long Decisions { get; private set; }

    /// <summary>Decisions that stand behind the very input they name as their basis.</summary>
    public long Founded { get; private set; }

    /// <summary>Records that this build cannot read.</summary>
    public long Unreadable { get; private set; }

    /// <summary>The first record that is unreadable, or a decision without its input before it; null for none.</summary>
    public long? FirstUnfounded { get; private set; }

    // What the replay has read is not read again; behind its first difference it reads nothing.
    internal void Add(StoredEntry entry, DecodedRecord? replayed)
    {
        var epoch = entry.Frame.Header.Epoch;
        if (_epochs.Count == 0 || _epochs[^1].Epoch != epoch)
        {
            _epochs.Add(new(epoch, entry.Index, 0));
        }

        _epochs[^1] = _epochs[^1] with { Records = _epochs[^1].Records + 1 };
        if ((replayed ?? Read(entry)) is not { } record)
        {
            Unreadable++;
            FirstUnfounded ??= entry.Index;
        }
        else if (record.Decision is { } decision)
        {
            Decisions++;
            var founded = decision.Basis == _lastInput;
            Founded += founded ? 1 : 0;
            FirstUnfounded ??= founded ? null : entry.Index;
        }
        else
        {
            _lastInput = entry.Index;
        }
    }

    private DecodedRecord? Read(StoredEntry entry)
    {
        try
        {
            return _decoder.Decode(entry.Bytes);
        }
        catch (RecordFaultException)
        {
            return null;
        }
    }
}
