using System.Buffers.Binary;
using ExoRoute.Encoding;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;
using ExoRoute.Store;

namespace ExoRoute.Runtime.Replay;

/// <summary>Where a replay first differs from what is on record.</summary>
/// <param name="Index">The record.</param>
/// <param name="Text">What differs, in words.</param>
public sealed record Divergence(long Index, string Text);

/// <summary>A record, read and told to whoever looks on.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Record">What it says; a book change in it is good until the next record.</param>
/// <param name="Bytes">Its length.</param>
public readonly record struct ReplayedRecord(long Index, DecodedRecord Record, int Bytes);

/// <summary>Feeds the inputs on record to a fresh state, and holds every decision it gets against the one on record, byte for byte.</summary>
/// <remarks>The same fold brings a router up after a restart, and checks a store for strangers. Not thread-safe.</remarks>
public sealed class ReplayFold
{
    private const int Together = 64;
    private readonly RecordDecoder _decoder = new();
    private readonly RecordEncoder _encoder = new();
    private readonly Queue<byte[]> _due = new(); // decided, and not yet met on record
    private readonly MerkleTree _tree = new();
    private readonly byte[] _kept = new byte[2 * (ushort.MaxValue + sizeof(ushort))]; // records whose leaves are hashed together, each behind its length
    private readonly byte[] _leaves = new byte[Together * Sha256Digest.Bytes];
    private readonly SortedSet<int> _versions = [];
    private int _keptBytes, _keptCount;
    private long _lastInput = -1;

    /// <summary>The state after the records so far.</summary>
    public RouterState State { get; } = new();

    /// <summary>Inputs met.</summary>
    public long Inputs { get; private set; }

    /// <summary>Decisions met, each the same as decided anew.</summary>
    public long Decisions { get; private set; }

    /// <summary>Bytes of the inputs, and of the decisions.</summary>
    public (long Inputs, long Decisions) Bytes { get; private set; }

    /// <summary>The first difference; null for none. Nothing behind it was looked at.</summary>
    public Divergence? Divergence { get; private set; }

    /// <summary>The logic versions that decided what is on record.</summary>
    public IReadOnlyCollection<int> LogicVersions => _versions;

    /// <summary>Root of the tree over the inputs and the decisions made anew: the store's own root when all is the same.</summary>
    public Sha256Digest Root
    {
        get
        {
            HashKept();
            return _tree.Root;
        }
    }

    /// <summary>Whether all was the same, and makes up a tree with this root.</summary>
    public bool Matches(Sha256Digest root) => Divergence is null && Root == root;

    /// <summary>What the last input decided and the record does not hold: a crash came between, and nothing of it was sent.</summary>
    public IReadOnlyCollection<byte[]> Unrecorded => _due;

    /// <summary>Folds a whole store.</summary>
    /// <param name="entries">Its records, in order.</param>
    /// <param name="seen">Told of each record after it was folded; may be null.</param>
    /// <param name="prepare">May set the state up before the first record; may be null.</param>
    public static ReplayFold Run(IEnumerable<StoredEntry> entries, Action<ReplayedRecord>? seen = null, Action<RouterState>? prepare = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var fold = new ReplayFold();
        prepare?.Invoke(fold.State);
        foreach (var entry in entries)
        {
            if (!fold.Take(entry.Index, entry.Bytes, seen))
            {
                break;
            }
        }

        return fold;
    }

    /// <summary>Takes the next record; false when it differs, and for good.</summary>
    public bool Take(long index, ReadOnlyMemory<byte> bytes, Action<ReplayedRecord>? seen = null)
    {
        if (Divergence is not null)
        {
            return false;
        }

        DecodedRecord record;
        try
        {
            record = _decoder.Decode(bytes);
        }
        catch (RecordFaultException fault)
        {
            return Differ(index, $"Record {index} cannot be read. {fault.Message}");
        }

        var same = record.Input is { } input ? TakeInput(index, record.At, input) : TakeDecision(index, bytes, record);
        if (same)
        {
            Keep(bytes.Span);
            seen?.Invoke(new(index, record, bytes.Length));
            Bytes = record.Input is null ? (Bytes.Inputs, Bytes.Decisions + bytes.Length) : (Bytes.Inputs + bytes.Length, Bytes.Decisions);
        }

        return same;
    }

    private bool TakeInput(long index, Stamp at, RouterInput input)
    {
        if (_due.TryPeek(out var due))
        {
            return Differ(index, $"Record {index} is an input ({input.GetType().Name}); input {_lastInput} decides {Name(due)} first, which is missing.");
        }

        if (at < State.Now)
        {
            return Differ(index, $"Record {index} is stamped {at}, before the input in front of it ({State.Now}): records were swapped.");
        }

        Inputs++;
        _lastInput = index;
        foreach (var decision in State.Apply(new(index, at, input)))
        {
            _due.Enqueue(_encoder.Encode(decision).ToArray());
        }

        return true;
    }

    private bool TakeDecision(long index, ReadOnlyMemory<byte> bytes, DecodedRecord record)
    {
        var decision = record.Decision!;
        _versions.Add(decision.LogicVersion);
        var by = decision.LogicVersion == RouterState.LogicVersion
            ? ""
            : FormattableString.Invariant($" It was decided by logic {decision.LogicVersion}, this build is logic {RouterState.LogicVersion}: replay it with a build of that logic.");
        if (!_due.TryDequeue(out var due))
        {
            return Differ(index, $"Record {index} is a decision ({record.Schema}); replayed, input {_lastInput} decides no such thing.{by}");
        }

        if (!bytes.Span.SequenceEqual(due))
        {
            return Differ(index, $"Record {index} is {record.Schema} on input {decision.Basis}; replayed, input {_lastInput} decides {Name(due)} with other bytes: {Difference(bytes.Span, due)}.{by}");
        }

        Decisions++;
        return true;
    }

    private void Keep(ReadOnlySpan<byte> record)
    {
        if (_keptCount == Together || _keptBytes + sizeof(ushort) + record.Length > _kept.Length)
        {
            HashKept();
        }

        BinaryPrimitives.WriteUInt16BigEndian(_kept.AsSpan(_keptBytes), checked((ushort)record.Length));
        record.CopyTo(_kept.AsSpan(_keptBytes + sizeof(ushort)));
        _keptBytes += sizeof(ushort) + record.Length;
        _keptCount++;
    }

    private void HashKept()
    {
        var hashes = _leaves.AsSpan(0, _keptCount * Sha256Digest.Bytes);
        TreeHash.Leaves(_kept.AsSpan(0, _keptBytes), hashes);
        _tree.Append(hashes);
        (_keptBytes, _keptCount) = (0, 0);
    }

    private bool Differ(long index, FormattableString text)
    {
        Divergence = new(index, FormattableString.Invariant(text));
        return false;
    }

    private bool Differ(long index, string text)
    {
        Divergence = new(index, text);
        return false;
    }

    private static RecordSchema Name(byte[] record) => (RecordSchema)record[2];

    private static string Difference(ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> decided)
    {
        var same = recorded.CommonPrefixLength(decided);
        return FormattableString.Invariant($"{recorded.Length} on record, {decided.Length} decided, the same up to byte {same}");
    }
}
