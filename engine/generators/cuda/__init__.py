"""What lets the networks run fast on an NVIDIA GPU: fused kernels, built when first used, and CUDA graphs."""
