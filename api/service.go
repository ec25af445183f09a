package api

import (
	"bytes"
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release"
)

// service is the release in service, or an error of code unavailable while there is none.
func (s *server) service() (*release.Serving, error) {
	if serving := s.releases.Serving(); serving != nil {
		return serving, nil
	}
	return nil, &bank.Error{Code: bank.CodeUnavailable, Message: "No release is in service yet. Try again in a moment."}
}

// GetContract answers openapi.yaml.
func (s *server) GetContract(context.Context, openapi.GetContractRequestObject) (openapi.GetContractResponseObject, error) {
	return openapi.GetContract200ApplicationYamlResponse{Body: bytes.NewReader(s.document), ContentLength: int64(len(s.document))}, nil
}

// GetHealth answers as long as the process does.
func (s *server) GetHealth(context.Context, openapi.GetHealthRequestObject) (openapi.GetHealthResponseObject, error) {
	return openapi.GetHealth200JSONResponse{Status: openapi.HealthStatusAlive}, nil
}

// GetReadiness answers once a release is in service, and says if it may not be the newest.
func (s *server) GetReadiness(context.Context, openapi.GetReadinessRequestObject) (openapi.GetReadinessResponseObject, error) {
	serving, err := s.service()
	if err != nil {
		return nil, err
	}
	f := s.releases.Following()
	return openapi.GetReadiness200JSONResponse{
		Status: openapi.ReadinessStatusReady, Release: releaseID(serving.Release), Problem: some(f.Problem), Failures: f.Failures,
	}, nil
}
