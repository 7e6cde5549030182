namespace VaeSharp.Data;

/// <summary>The data sets that can be asked for by name.</summary>
internal static class KnownDatasets
{
    private const string FashionBucket = "https://fashion-mnist.s3.eu-central-1.amazonaws.com/";
    private const string FashionRepository =
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/";
    private const string Codh = "https://codh.rois.ac.jp/kmnist/dataset/kmnist/";
    private const string Toronto = "https://www.cs.toronto.edu/~kriz/";
    private const string CifarCopy = "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/";

    public static KnownDataset Mnist { get; } = new(
        "mnist", new(1, 28, 28), ClassNames.Digits, 60_000, 10_000,
        "http://yann.lecun.com/exdb/mnist/", "CC BY-SA 3.0", IdxFormat.Instance, []);

    // Lengths and SHA-256 of the archives: tensorflow_datasets/url_checksums of tensorflow/datasets.
    public static KnownDataset Cifar10 { get; } = new(
        "cifar10", CifarFile.Shape, ClassNames.Cifar10, 50_000, 10_000,
        "https://www.cs.toronto.edu/~kriz/cifar.html", "none stated; cite Krizhevsky 2009", CifarFormat.Instance,
        [
            PublishedFile.Under(
                "cifar-10-binary.tar.gz", 170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", Toronto, CifarCopy),
        ]);

    public static KnownDataset FashionMnist { get; } = new(
        "fashion-mnist", new(1, 28, 28), ClassNames.FashionMnist, 60_000, 10_000,
        "https://github.com/zalandoresearch/fashion-mnist", "MIT", IdxFormat.Instance,
        [
            Fashion(
                IdxFormat.TrainImages, 26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            Fashion(
                IdxFormat.TrainLabels, 29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            Fashion(
                IdxFormat.TestImages, 4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            Fashion(
                IdxFormat.TestLabels, 5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ]);

    public static KnownDataset Kmnist { get; } = new(
        "kmnist", new(1, 28, 28), ClassNames.Kmnist, 60_000, 10_000,
        "https://github.com/rois-codh/kmnist", "CC BY-SA 4.0", IdxFormat.Instance,
        [
            Kuzushiji(
                IdxFormat.TrainImages, 18_165_135,
                "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
            Kuzushiji(
                IdxFormat.TrainLabels, 29_497,
                "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
            Kuzushiji(
                IdxFormat.TestImages, 3_041_136,
                "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
            Kuzushiji(
                IdxFormat.TestLabels, 5_120,
                "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
        ]);

    public static IReadOnlyList<KnownDataset> All { get; } = [Mnist, Cifar10, FashionMnist, Kmnist];

    private static PublishedFile Fashion(string name, long length, string sha256) =>
        PublishedFile.Under(name + ".gz", length, sha256, FashionBucket, FashionRepository);

    private static PublishedFile Kuzushiji(string name, long length, string sha256) =>
        PublishedFile.Under(name + ".gz", length, sha256, Codh);
}
