using System.Reflection;
using System.Runtime.CompilerServices;

namespace VaeSharp.Tests.House;

/// <summary>A type or member in one line, near enough to C# to be read in a difference.</summary>
internal static class ApiSignature
{
    internal static string Of(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            _ => "sealed class",
        };
        string parent = type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum)
            ? $" : {Name(b)}"
            : "";
        return $"{kind} {type.Namespace}.{Name(type)}{parent}";
    }

    /// <summary>Null for what is hidden, comes with another member, or the compiler made.</summary>
    internal static string? Of(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } made when Visible(made) => $"new({Parameters(made)})",
        MethodInfo { IsSpecialName: false } method when Visible(method) && IsWritten(method) =>
            $"{Static(method)}{method.Name}{Generics(method)}({Parameters(method)}) : {Name(method.ReturnType)}",
        PropertyInfo property when Visible(property.GetMethod ?? property.SetMethod!) && IsWritten(property.GetMethod!) =>
            $"{Static(property.GetMethod!)}{property.Name} {{ get; {Setter(property)}}} : {Name(property.PropertyType)}",
        FieldInfo { IsSpecialName: false } field when field.IsPublic || field.IsFamily =>
            $"{(field.IsLiteral ? "const " : "")}{field.Name} : {Name(field.FieldType)}",
        _ => null,
    };

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Accessors of a record's properties count as made by the compiler, yet are the record's interface.
    private static bool IsWritten(MethodInfo method) =>
        method.IsSpecialName || (!method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.Name.Contains('<'));

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Setter(PropertyInfo property) => property.SetMethod switch
    {
        { } set when !Visible(set) => "",
        { } set when set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) => "init; ",
        null => "",
        _ => "set; ",
    };

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? " = …" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return $"ref {Name(type.GetElementType()!)}";
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        string plain = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType
            ? $"{plain.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : plain;
    }
}
