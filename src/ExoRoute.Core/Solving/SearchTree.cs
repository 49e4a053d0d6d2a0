namespace ExoRoute.Solving;

/// <summary>What a node of a search says about its quantities.</summary>
public enum SearchVerdict : byte
{
    /// <summary>Nothing: its two children do.</summary>
    Split,

    /// <summary>No plan in it costs less than its bound, by its dual price.</summary>
    Bounded,

    /// <summary>Its venues can take too little together.</summary>
    TooLittle,

    /// <summary>Its venues must take too much together.</summary>
    TooMuch,

    /// <summary>No whole lots of its venues add up to the quantity.</summary>
    NoMultiple,

    /// <summary>A venue may take no quantity that it allows.</summary>
    Empty,
}

/// <summary>One node: either a venue's quantities are split in two, or the node is a leaf.</summary>
/// <param name="Verdict">Which.</param>
/// <param name="Venue">The venue split; 0 at a leaf.</param>
/// <param name="At">The lower child holds its quantities up to this one, the upper child those above.</param>
/// <param name="Lower">Place of the lower child, behind this node.</param>
/// <param name="Upper">Place of the upper child, behind this node.</param>
/// <param name="Price">The dual price that proves the bound of a <see cref="SearchVerdict.Bounded"/> leaf.</param>
/// <param name="Bound">The bound of a <see cref="SearchVerdict.Bounded"/> leaf, in whole cost units.</param>
public readonly record struct SearchNode(SearchVerdict Verdict, int Venue, Lots At, int Lower, int Upper, DualPrice Price, Cost Bound)
{
    /// <summary>A leaf that a dual price bounds.</summary>
    public static SearchNode Leaf(DualPrice price, Cost bound) => new(SearchVerdict.Bounded, 0, default, 0, 0, price, bound);

    /// <summary>A leaf that holds no plan.</summary>
    public static SearchNode Hopeless(SearchVerdict why) => new(why, 0, default, 0, 0, default, default);
}

/// <summary>A proof by cases: every plan lies in one leaf, and every leaf says what its plans cost at least.</summary>
/// <remarks>
/// Node 0 is the root and holds every quantity of every venue. A problem that needs no search has the root as its only leaf.
/// Immutable, safe to share between threads.
/// </remarks>
/// <param name="Nodes">Each child stands behind its parent.</param>
public sealed record SearchTree(IReadOnlyList<SearchNode> Nodes)
{
    /// <summary>No proof: nothing is claimed.</summary>
    public static SearchTree None { get; } = new([]);
}
