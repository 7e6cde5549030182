using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using VaeSharp.Engine;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>Whatever a user calls on a model, a training or a measurement is a <see cref="NativeWork"/> before libtorch reads a number.</summary>
/// <remarks>Parts of models (layers, distributions, likelihoods …) compute within those; who calls them alone holds by himself.</remarks>
public sealed class HeldWorkTests
{
    private static readonly string[] Entries = ["Training", "Evaluation", "Imaging", "Export", "Runs"];

    private static readonly string[] EntriesOfModels =
        ["VariationalAutoencoder", "ModelFactory", "ModelCheckpoint", "FittedPrior"];

    // Their arguments are numbers that TorchSharp boxes out of sight: the factor of what is added or taken away.
    private static readonly string[] BoxWithin = ["add", "add_", "sub", "sub_", "subtract"];

    private static readonly Lazy<Dictionary<ISymbol, Body>> Bodies = new(FindBodies);
    private static readonly Lazy<ILookup<ISymbol, ISymbol>> Overrides = new(FindOverrides);

    [Fact]
    public void No_public_entry_boxes_a_number_before_it_holds()
    {
        var known = new Dictionary<ISymbol, string?>(SymbolEqualityComparer.Default);
        string[] open =
        [
            .. Bodies.Value.Keys.Where(IsEntry).Select(entry => Open(entry, known)).OfType<string>().Distinct().Order(StringComparer.Ordinal),
        ];

        Assert.True(open.Length == 0, string.Join('\n', open));
    }

    // Not blind: it sees that a part of a model is open, and by whom one is called that is not.
    [Theory]
    [InlineData("VaeSharp.Nn.Distributions.PlanarStep.Forward", true)]
    [InlineData("VaeSharp.Models.VariationalAutoencoder.Elbo", false)]
    [InlineData("VaeSharp.Evaluation.Encodings.Of", false)]
    public void It_tells_what_holds_from_what_does_not(string name, bool open)
    {
        ISymbol[] named = [.. Bodies.Value.Keys.Where(symbol => NameOf(symbol) == name)];

        Assert.NotEmpty(named);
        Assert.Equal(open, named.Any(symbol => Open(symbol, new(SymbolEqualityComparer.Default)) is not null));
    }

    private static bool IsEntry(ISymbol symbol)
    {
        INamedTypeSymbol type = symbol.ContainingType;
        string[] parts = type.ContainingNamespace.ToDisplayString().Split('.');
        return symbol.DeclaredAccessibility == Accessibility.Public && parts.Length > 1 && (IsPublic(type) || parts[1] == "Runs")
            && (Entries.Contains(parts[1]) ? !IsPart(type) : EntriesOfModels.Contains(type.Name));
    }

    // An objective is a part of a training, an observer is called within one.
    private static bool IsPart(INamedTypeSymbol type) =>
        type.ContainingNamespace.Name == "Objectives" || type.AllInterfaces.Any(i => i.Name == "ITrainingObserver");

    private static bool IsPublic(INamedTypeSymbol? type) =>
        type is null || (type.DeclaredAccessibility == Accessibility.Public && IsPublic(type.ContainingType));

    /// <summary>The way from a member to a number that nobody holds; null where all are held.</summary>
    private static string? Open(ISymbol member, Dictionary<ISymbol, string?> known)
    {
        if (known.TryGetValue(member, out string? way))
        {
            return way;
        }

        known[member] = null; // who calls himself adds nothing
        if (!Bodies.Value.TryGetValue(member, out Body? body))
        {
            return null;
        }

        way = body.Box is { } box && box.At < body.HoldsFrom
            ? $"{NameOf(member)}: {box.Text}"
            : body.Calls.Where(call => call.At < body.HoldsFrom)
                .SelectMany(call => Overrides.Value[call.To].Prepend(call.To))
                .Select(to => Open(to, known)).FirstOrDefault(found => found is not null) is { } deeper
                ? $"{NameOf(member)} → {deeper}" : null;
        return known[member] = way;
    }

    private static Dictionary<ISymbol, Body> FindBodies()
    {
        var bodies = new Dictionary<ISymbol, Body>(SymbolEqualityComparer.Default);
        foreach (SemanticModel model in Compiler.Library)
        {
            foreach (SyntaxNode node in model.SyntaxTree.GetRoot().DescendantNodes())
            {
                if (node is BaseMethodDeclarationSyntax or PropertyDeclarationSyntax or IndexerDeclarationSyntax
                    && model.GetDeclaredSymbol(node) is { } symbol)
                {
                    IEnumerable<SyntaxNode> parts = node switch
                    {
                        BaseMethodDeclarationSyntax => [node],
                        PropertyDeclarationSyntax { ExpressionBody: { } expression } => [expression],
                        PropertyDeclarationSyntax { Initializer: { } initial, AccessorList: null } => [initial],
                        BasePropertyDeclarationSyntax { AccessorList.Accessors: var accessors } => accessors,
                        IndexerDeclarationSyntax { ExpressionBody: { } expression } => [expression],
                        _ => [],
                    };
                    bodies[symbol] = Body.Of([.. parts.Select(part => model.GetOperation(part)).OfType<IOperation>()]);
                }
            }
        }

        // Second, as what a lambda computes is held by whom it is given to.
        foreach (Body body in bodies.Values)
        {
            body.Read(called => bodies.TryGetValue(called, out Body? to) && to.HoldsFrom < int.MaxValue);
        }

        return bodies;
    }

    private static ILookup<ISymbol, ISymbol> FindOverrides() => Bodies.Value.Keys
        .SelectMany(member => Above(member).Select(above => (Above: above, Member: member)))
        .ToLookup(pair => pair.Above, pair => pair.Member, SymbolEqualityComparer.Default);

    private static IEnumerable<ISymbol> Above(ISymbol member)
    {
        for (ISymbol? above = Overridden(member); above is not null; above = Overridden(above))
        {
            yield return above.OriginalDefinition;
        }

        foreach (ISymbol promised in member.ContainingType.AllInterfaces.SelectMany(i => i.GetMembers(member.Name)))
        {
            if (SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(promised), member))
            {
                yield return promised.OriginalDefinition;
            }
        }
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };

    private static string NameOf(ISymbol symbol) => $"{symbol.ContainingType.ToDisplayString()}.{symbol.Name}";

    private static bool IsOfTorch(ISymbol? symbol) => symbol?.ContainingAssembly?.Name == "TorchSharp";

    /// <summary>What a member does, in the order of its text.</summary>
    private sealed class Body
    {
        private IReadOnlyList<IOperation> _operations = [];

        /// <summary>Where it begins to hold; beyond all text where it does not.</summary>
        internal int HoldsFrom { get; private init; }

        /// <summary>The first number that is boxed.</summary>
        internal (int At, string Text)? Box { get; private set; }

        internal List<(int At, ISymbol To)> Calls { get; } = [];

        internal static Body Of(IReadOnlyList<IOperation> parts)
        {
            IReadOnlyList<IOperation> operations = [.. parts.SelectMany(part => part.DescendantsAndSelf())];
            return new Body
            {
                _operations = operations,
                HoldsFrom = operations.Where(Holds).Select(At).DefaultIfEmpty(int.MaxValue).Min(),
            };
        }

        internal void Read(Func<ISymbol, bool> holds)
        {
            foreach (IOperation operation in _operations.Where(one => !IsGivenToOneThatHolds(one, holds)))
            {
                if (Boxes(operation) && (Box is not { } first || At(operation) < first.At))
                {
                    Box = (At(operation), operation.Syntax.ToString());
                }

                if (Called(operation) is { } to)
                {
                    Calls.Add((At(operation), to.OriginalDefinition));
                }
            }
        }

        private static int At(IOperation operation) => operation.Syntax.SpanStart;

        // It begins to, or makes an object that does so for it.
        private static bool Holds(IOperation operation) => operation switch
        {
            IInvocationOperation { TargetMethod: { Name: nameof(NativeWork.Begin), ContainingType.Name: nameof(NativeWork) } } => true,
            IObjectCreationOperation { Type: { } type } =>
                type.GetMembers().OfType<IFieldSymbol>().Any(field => field.Type.Name == nameof(NativeWork)),
            _ => false,
        };

        private static bool Boxes(IOperation operation) => operation switch
        {
            IBinaryOperation { OperatorMethod: { } method } => IsOfTorch(method),
            ICompoundAssignmentOperation { OperatorMethod: { } method } => IsOfTorch(method),
            IUnaryOperation { OperatorMethod: { } method } => IsOfTorch(method),
            IConversionOperation { Type.Name: "Scalar", OperatorMethod: { } method } => IsOfTorch(method),
            IInvocationOperation { TargetMethod: { } method } => IsOfTorch(method) && BoxWithin.Contains(method.Name),
            _ => false,
        };

        private static ISymbol? Called(IOperation operation) => operation switch
        {
            IInvocationOperation { TargetMethod: var method } => method,
            IObjectCreationOperation { Constructor: { } constructor } => constructor,
            IPropertyReferenceOperation { Property: var property } => property,
            IMethodReferenceOperation { Method: var method } => method,
            _ => null,
        };

        private static bool IsGivenToOneThatHolds(IOperation operation, Func<ISymbol, bool> holds)
        {
            for (IOperation? up = operation.Parent; up is not null; up = up.Parent)
            {
                if (up is IAnonymousFunctionOperation && Receiver(up) is { } receiver && holds(receiver))
                {
                    return true;
                }
            }

            return false;
        }

        private static ISymbol? Receiver(IOperation function)
        {
            IOperation? up = function.Parent;
            while (up is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
            {
                up = up.Parent;
            }

            return up is IInvocationOperation { TargetMethod: var method } ? method.OriginalDefinition : null;
        }
    }
}
